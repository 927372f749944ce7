import { ChatLedgerError } from '../client/index.js';

const outcomes = {
  failed: 'The model did not finish this answer',
  aborted: 'Stopped',
  interrupted: 'Cut off when the service restarted',
};

const failures = {
  'connection-lost': 'The connection was lost before the answer was complete.',
  'rate-limited': 'That was a little fast for the service.',
};

/** What is said of a turn's status; nothing of a completed one. */
export function outcomeOf(status) {
  return outcomes[status] ?? '';
}

/** A failure in a sentence or two for the person who met it. */
export function sentencesFor(error) {
  if (!(error instanceof ChatLedgerError)) {
    return 'Something went wrong on this page.';
  }

  const what = failures[error.type] ?? error.title ?? 'The service could not answer.';
  return error.retryAfter > 0 ? `${what} Please wait ${inSeconds(error.retryAfter)}.` : what;
}

export function characters(count) {
  return new Intl.NumberFormat('en', { style: 'decimal' }).format(count) + (count === 1 ? ' character' : ' characters');
}

function inSeconds(count) {
  return new Intl.NumberFormat('en', { style: 'unit', unit: 'second', unitDisplay: 'long' }).format(count);
}
