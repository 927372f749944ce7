const slack = 48;
let following = false;
let lastY = 0;

/** Keeps the end of the page in view while it grows, until the person scrolls up, and again when they come back to it. */
export function followEnd() {
  addEventListener('scroll', noticeScroll, { passive: true });
  new ResizeObserver(() => following && toEnd()).observe(document.body);
}

/** Only a way up says that someone reads above; a page that grew is away from its end without anybody's doing. */
function noticeScroll() {
  following = atEnd() || (following && scrollY >= lastY);
  lastY = scrollY;
}

export function toEnd() {
  following = true;
  scrollTo({ top: document.documentElement.scrollHeight, behavior: 'instant' });
}

/** Changes the page and leaves `anchor` where it was on the screen. */
export function keepingPlace(anchor, change) {
  const before = anchor?.getBoundingClientRect().top;
  change();
  if (anchor) {
    following = false;
    scrollBy({ top: anchor.getBoundingClientRect().top - before, behavior: 'instant' });
  }
}

function atEnd() {
  const { scrollHeight } = document.documentElement;
  return scrollHeight - innerHeight - scrollY < slack;
}
