const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const dayAndClock = new Intl.DateTimeFormat(undefined, {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' });

/** Writes a moment into a `time` element: the clock for today, the day too for other days. */
export function showTime(element, moment) {
  const today = moment.toDateString() === new Date().toDateString();
  element.dateTime = moment.toISOString();
  element.textContent = (today ? clock : dayAndClock).format(moment);
  element.title = full.format(moment);
}
