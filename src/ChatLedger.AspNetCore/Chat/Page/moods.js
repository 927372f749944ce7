import { instantiate } from './templates.js';

const moods = new Map([
  ['neutral', 'Neutral'],
  ['happy', 'Happy'],
  ['curious', 'Curious'],
  ['confused', 'Confused'],
  ['frustrated', 'Frustrated'],
  ['sad', 'Sad'],
  ['angry', 'Angry'],
]);

/** Fills the mood picker; the first mood is chosen until the person says otherwise. */
export function offerMoods(picker) {
  for (const [mood, word] of moods) {
    const choice = instantiate('mood');
    const input = choice.querySelector('input');
    input.value = mood;
    input.checked = mood === 'neutral';
    input.setAttribute('aria-label', word);
    choice.title = word;
    choice.querySelector('.word').textContent = word;
    choice.querySelector('use').setAttribute('href', `#face-${mood}`);
    picker.append(choice);
  }
}

export function chosenMood(picker) {
  return picker.querySelector('input:checked').value;
}

/** Shows a recorded mood beside its message. Neutral says nothing; another application's mood is shown as its word. */
export function showMood(element, mood) {
  if (!mood || mood === 'neutral') {
    return;
  }

  element.textContent = moods.get(mood) ?? mood;
  if (moods.has(mood)) {
    const face = document.querySelector('#mood').content.querySelector('svg').cloneNode(true);
    face.querySelector('use').setAttribute('href', `#face-${mood}`);
    element.prepend(face);
  }
}
