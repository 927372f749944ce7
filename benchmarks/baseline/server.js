// The plain design: for every message an INSERT and an UPDATE, both awaited before the answer goes out, on a pool of ten connections.
//   DATABASE_URL=postgresql://… [PORT=0] [SESSIONS=1000] node server.js
import { createServer } from 'node:http';
import pg from 'pg';

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 });

const tables = `
  CREATE TABLE IF NOT EXISTS chat_sessions (
    id varchar(255) PRIMARY KEY, started_at timestamp DEFAULT now(), last_activity timestamp DEFAULT now(), total_messages integer DEFAULT 0, metadata jsonb);
  CREATE TABLE IF NOT EXISTS chat_conversations (
    id serial PRIMARY KEY, session_id varchar(255) NOT NULL, user_message text NOT NULL, ai_response text NOT NULL, mood varchar(50),
    timestamp timestamp DEFAULT now(), user_ip varchar(45), user_agent text, response_time_ms integer, metadata jsonb);
  CREATE INDEX IF NOT EXISTS idx_session_id ON chat_conversations (session_id);
  CREATE INDEX IF NOT EXISTS idx_timestamp ON chat_conversations (timestamp)`;
const makeSessions = `
  INSERT INTO chat_sessions (id)
  SELECT 'session_00000000-0000-7000-8000-' || lpad(number::text, 12, '0') || '_1700000000000' FROM generate_series(0, $1::integer - 1) AS number
  ON CONFLICT (id) DO NOTHING`;
const insertTurn = `
  INSERT INTO chat_conversations (session_id, user_message, ai_response, mood, user_ip, user_agent, response_time_ms, metadata)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id`;
const updateSession = 'UPDATE chat_sessions SET last_activity = now(), total_messages = total_messages + 1 WHERE id = $1';

// Stands for the model: the same thousand characters to every message, at once.
const answer = 'Your card was sent on Monday and takes five working days, so it should be with you before the old one expires. '.repeat(10).slice(0, 1000);

async function chat(request, body) {
  const started = Date.now();
  const { sessionId, message, mood } = JSON.parse(body);
  if (!sessionId || !message) return [400, { error: 'sessionId and message are required' }];
  const responseTimeMs = Date.now() - started;
  const metadata = JSON.stringify({ model: 'fixed', promptTokens: 60, completionTokens: 250, page: '/', language: 'en', temperature: 0.7 });
  const inserted = await pool.query(insertTurn, [sessionId, message, answer, mood, request.socket.remoteAddress, request.headers['user-agent'], responseTimeMs, metadata]);
  await pool.query(updateSession, [sessionId]);
  return [200, { response: answer, sessionId, conversationId: inserted.rows[0].id, responseTimeMs }];
}

function send(response, status, value) {
  const body = JSON.stringify(value);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

const server = createServer((request, response) => {
  if (request.method !== 'POST' || request.url !== '/api/chat') return send(response, 404, { error: 'not found' });
  const parts = [];
  request.on('data', (part) => parts.push(part));
  request.on('end', () => chat(request, Buffer.concat(parts).toString()).then(
    ([status, value]) => send(response, status, value),
    (error) => send(response, 500, { error: error.message })));
});

await pool.query(tables);
await pool.query(makeSessions, [Number(process.env.SESSIONS ?? 1000)]);
server.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () => console.log(`The plain design listens on http://127.0.0.1:${server.address().port}`));
process.on('SIGTERM', () => process.exit(0));
