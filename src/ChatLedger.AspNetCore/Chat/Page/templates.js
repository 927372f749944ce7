/** A new element made from the page's `template` of that id. */
export function instantiate(id) {
  return document.getElementById(id).content.cloneNode(true).firstElementChild;
}
