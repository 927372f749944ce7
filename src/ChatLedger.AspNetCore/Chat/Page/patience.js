/**
 * Sends a message; where the server says that it is still answering this very message, waits and asks again. After a
 * lost connection the first attempt may go on there, and its answer is the one to show.
 */
export async function sendPatiently(client, message, options) {
  for (;;) {
    try {
      return await client.send(message, options);
    } catch (error) {
      if (error.type !== 'in-progress') {
        throw error;
      }

      await pause(error.retryAfter ?? 1, options.signal);
    }
  }
}

function pause(seconds, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, seconds * 1000);
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    signal.addEventListener('abort', stop, { once: true });
  });
}
