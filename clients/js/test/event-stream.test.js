import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EventStreamDecoder } from '../src/event-stream.js';

const bytesOf = (text) => new TextEncoder().encode(text);

const recorded = bytesOf(
  '\uFEFF: warming up\r\n\r\n' +
    'event: session\r\ndata: {"sessionId":"s"}\r\n\r\n' +
    'event: delta\rdata: {"text":"Grüße, 世界 👩‍🚀"}\r\r' +
    'id: 7\nretry: 10\n:\nevent:delta\ndata:{\ndata:"text":"two lines"}\n\n' +
    'event: nothing\n\n' +
    'data\n\n' +
    'event: done\ndata: {}\n\n' +
    'event: delta\ndata: {"text":"without its empty line"}\n',
);

const expected = [
  { event: 'session', data: '{"sessionId":"s"}' },
  { event: 'delta', data: '{"text":"Grüße, 世界 👩‍🚀"}' },
  { event: 'delta', data: '{\n"text":"two lines"}' },
  { event: 'message', data: '' },
  { event: 'done', data: '{}' },
];

function decode(...parts) {
  const decoder = new EventStreamDecoder();
  return parts.flatMap((part) => decoder.decode(part));
}

test('a stream in one piece gives its events', () => {
  assert.deepEqual(decode(recorded), expected);
});

test('a stream cut at any byte gives the same events', () => {
  for (let cut = 0; cut <= recorded.length; cut++) {
    assert.deepEqual(decode(recorded.subarray(0, cut), recorded.subarray(cut)), expected, `cut at byte ${cut}`);
  }
});

test('a stream that comes byte by byte gives the same events', () => {
  assert.deepEqual(decode(...Array.from(recorded, (byte) => Uint8Array.of(byte))), expected);
});

test('an event is given as soon as its empty line is there', () => {
  const decoder = new EventStreamDecoder();
  assert.deepEqual(decoder.decode(bytesOf('data: 1\r\n\r')), [{ event: 'message', data: '1' }]);
  assert.deepEqual(decoder.decode(bytesOf('\ndata: 2\r\n\r\n')), [{ event: 'message', data: '2' }]);
});
