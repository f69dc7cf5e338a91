/**
 * PostgreSQL in this process and in memory (PGlite: PostgreSQL itself as WebAssembly), behind the same `openDatabase` as the real one: the
 * client of `pg` speaks its protocol over a stream instead of a socket, so types, errors and notifications are made by the same code. There is
 * one session: a transaction keeps everybody else waiting until it ends, which makes a run repeatable. For tests and the simulation alone.
 */
import { Duplex } from 'node:stream';
import { PGlite } from '@electric-sql/pglite';
import { openDatabase, type Database } from '../store/database.ts';
import { migrate } from '../store/migrate.ts';

export interface MemoryPostgres {
  /** Connections of their own, as another node has. Who opens it closes it. */
  open(options?: { readonly onConnectionError?: (error: unknown) => void; readonly fault?: ConnectionFault }): Database;
  /** All tables as the migrations left them, whatever is in them now. Nobody may be in a transaction. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Asked for every message that is sent to the database: `before` breaks the connection and nothing happens; `after` does what was asked, and
 * the answer is never heard. A transaction that was open is rolled back.
 */
export type ConnectionFault = () => 'before' | 'after' | null;

/** Starting takes seconds (initdb); a reset takes milliseconds. @param isEmpty without the server's tables, and without a reset. */
export async function startMemoryPostgres({ isEmpty = false } = {}): Promise<MemoryPostgres> {
  const engine = await PGlite.create({
    startParams: [...PGlite.defaultStartParams, ...SETTINGS.flatMap(settingToOption)],
  });
  const session = createSession((bytes) => {
    const chunks: Buffer[] = [];
    // Runs to its end before it returns. Its twin that returns the answer parses it besides, which nobody here needs.
    void engine.execProtocolRawStream(bytes, {
      syncToFs: false,
      onRawData: (chunk) => void chunks.push(Buffer.from(chunk)),
    });
    return Buffer.concat(chunks);
  });
  const open: MemoryPostgres['open'] = ({ onConnectionError, fault = () => null } = {}) =>
    openDatabase({
      url: 'postgres://memory@127.0.0.1/memory',
      stream: () => new SessionStream(session, fault),
      ...(onConnectionError ? { onConnectionError } : {}),
    });
  const keeper = open();
  // What is planned once is planned alike each time, whatever ran before.
  await keeper.rows('SET plan_cache_mode = force_generic_plan');
  if (!isEmpty) await migrate(keeper);
  const putBack = isEmpty ? null : await rememberTables(keeper);
  return {
    open,
    async reset() {
      await putBack?.();
      await keeper.rows('DEALLOCATE ALL; DISCARD PLANS');
      session.forgetStatements();
    },
    async close() {
      await keeper.close();
      await engine.close();
    },
  };
}

/**
 * What is kept in memory need not survive it, nobody looks at statistics, and few buffers are searched sooner whenever a table is emptied. No
 * scan begins where another one is, which would be another order.
 */
const SETTINGS = [
  'shared_buffers=16MB',
  'synchronous_commit=off',
  'full_page_writes=off',
  'track_activities=off',
  'track_counts=off',
  'jit=off',
  'synchronize_seqscans=off',
];
const settingToOption = (setting: string): string[] => ['-c', setting];

/** @returns what puts everything back. */
async function rememberTables(database: Database): Promise<() => Promise<void>> {
  const tables = await database.rows<{ name: string }>(
    `SELECT quote_ident(relname) AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY oid`,
  );
  await database.rows('CREATE SCHEMA pristine');
  const filled: string[] = [];
  for (const { name } of tables) {
    await database.rows(`CREATE TABLE pristine.${name} AS TABLE public.${name}`);
    const [row] = await database.rows(`SELECT 1 FROM pristine.${name} LIMIT 1`);
    if (row) filled.push(name);
  }
  const fill = filled.map((name) => `INSERT INTO public.${name} OVERRIDING SYSTEM VALUE TABLE pristine.${name}`);
  return async () => {
    // Emptying a table makes new files for it and its indexes. One without a single page was never written to, not even by what was rolled back.
    const used = await database.rows<{ name: string }>(
      `SELECT quote_ident(relname) AS name FROM pg_class c WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
       AND (pg_relation_size(oid) > 0 OR EXISTS (SELECT 1 FROM pg_attribute WHERE attrelid = c.oid AND attidentity <> '')) ORDER BY oid`,
    );
    const truncate = `TRUNCATE ${used.map(({ name }) => `public.${name}`).join(', ')} RESTART IDENTITY CASCADE`;
    // The audit log refuses to be emptied, which is lifted for this transaction alone.
    const lift = 'SET LOCAL session_replication_role = replica';
    await database.rows(`BEGIN; DROP SCHEMA IF EXISTS backup CASCADE; ${[lift, truncate, ...fill].join('; ')}; COMMIT`);
  };
}

// ---- the one session ---------------------------------------------------------------------------------------------

interface Session {
  /** Answers in turn: at once, or when the transaction of somebody else has ended. */
  submit(stream: SessionStream, messages: Buffer): void;
  /** Its connection is no more: what it left open is rolled back. */
  leave(stream: SessionStream): void;
  /** They were deallocated. */
  forgetStatements(): void;
}

function createSession(execute: (bytes: Uint8Array) => Buffer): Session {
  const waiting: { readonly stream: SessionStream; readonly messages: Buffer }[] = [];
  const listeners = new Set<SessionStream>();
  const statements = createStatements();
  /** Whose transaction is open. */
  let owner: SessionStream | null = null;
  let isAnswering = false;

  const answerAll = (): void => {
    // An answer may bring the next question before this one has returned.
    if (isAnswering) return;
    isAnswering = true;
    try {
      for (;;) {
        const place = waiting.findIndex(({ stream }) => owner === null || stream === owner);
        const [next] = place < 0 ? [] : waiting.splice(place, 1);
        if (!next) return;
        answer(next.stream, next.messages);
      }
    } finally {
      isAnswering = false;
    }
  };

  function answer(stream: SessionStream, messages: Buffer): void {
    const broken = stream.fault();
    if (broken === 'before') return stream.break();
    if (/^Q.{4}LISTEN /s.test(messages.toString('latin1', 0, 20))) listeners.add(stream);
    const { messages: asked, repliesOf } = statements.prepare(messages);
    const replies = repliesOf(framesOf(execute(asked)));
    const state = replies.at(-1);
    owner = state && isReadyInTransaction(state) ? stream : null;
    for (const frame of replies) if (frame[0] === NOTIFICATION) for (const listener of listeners) listener.hear(frame);
    if (broken === 'after') return stream.break();
    stream.hear(Buffer.concat(replies.filter((frame) => frame[0] !== NOTIFICATION)));
  }

  return {
    submit(stream, messages) {
      waiting.push({ stream, messages });
      answerAll();
    },
    leave(stream) {
      listeners.delete(stream);
      for (let place = waiting.length - 1; place >= 0; place -= 1)
        if (waiting[place]?.stream === stream) waiting.splice(place, 1);
      if (owner !== stream) return;
      execute(queryMessage('ROLLBACK'));
      owner = null;
      answerAll();
    },
    forgetStatements: () => statements.forget(),
  };
}

/** A question as it is asked of the session, and what makes of its answer what the client waits for. */
interface Prepared {
  readonly messages: Buffer;
  readonly repliesOf: (answer: readonly Buffer[]) => readonly Buffer[];
}

interface Statement {
  readonly name: string;
  /** The columns of its rows, as the session described them once; null while nobody asked. */
  columns: Buffer | null;
}

/**
 * Statements are parsed, planned and described once, under a name, and found again by their text: that is most of what a small statement
 * costs. The client asks for an unnamed one each time, or for a text that is parsed each time.
 */
function createStatements() {
  const statementsByText = new Map<string, Statement>();
  const asIs = (messages: Buffer): Prepared => ({ messages, repliesOf: (answer) => answer });

  /** @param bind the rest of it behind the names, or what binds nothing. */
  function prepareNamed(text: string, bind: Buffer, types: Buffer, describesItself: boolean): Prepared {
    const known = statementsByText.get(text);
    const statement = known ?? { name: `s${statementsByText.size}`, columns: null };
    const name = Buffer.from(`${statement.name}\0`);
    const parse = known ? [] : [frameOf(PARSE, Buffer.concat([name, Buffer.from(`${text}\0`), types]))];
    const named = frameOf(BIND, Buffer.concat([UNNAMED, name, bind]));
    const describe = statement.columns ? [] : [DESCRIBE_PORTAL];
    return {
      messages: Buffer.concat([...parse, named, ...describe, EXECUTE_ALL, SYNC_MESSAGE]),
      repliesOf(answer) {
        if (!known && answer[0]?.[0] === PARSE_COMPLETE) statementsByText.set(text, statement);
        const columns = statement.columns;
        const described = columns
          ? answer.flatMap((frame) => (frame[0] === BIND_COMPLETE ? [frame, columns] : [frame]))
          : answer;
        statement.columns ??= answer.find((frame) => frame[0] === ROW_DESCRIPTION || frame[0] === NO_DATA) ?? null;
        // Who sent a plain text hears of rows and of nothing before them.
        return describesItself ? described.filter((frame) => !SILENT_FOR_TEXTS.has(frame[0] ?? 0)) : described;
      },
    };
  }

  return {
    prepare(messages: Buffer): Prepared {
      if (messages[0] === QUERY) {
        const text = messages.toString('utf8', 5, messages.length - 1);
        return SINGLE_STATEMENT.test(text) ? prepareNamed(text, BINDS_NOTHING, NO_TYPES, true) : asIs(messages);
      }
      const [parse, bind, describe, execute, sync, ...rest] = framesOf(messages);
      const isWhole =
        parse?.[0] === PARSE &&
        parse[5] === 0 &&
        bind?.[0] === BIND &&
        bind.readInt16BE(5) === 0 &&
        describe?.equals(DESCRIBE_PORTAL) &&
        execute?.equals(EXECUTE_ALL) &&
        sync?.equals(SYNC_MESSAGE) &&
        rest.length === 0;
      if (!isWhole) return asIs(messages);
      const end = parse.indexOf(0, 6);
      return prepareNamed(parse.toString('utf8', 6, end), bind.subarray(7), parse.subarray(end + 1), false);
    },
    forget: (): void => statementsByText.clear(),
  };
}

/** One statement, of those that can be prepared; a semicolon anywhere may be the end of a first of several. */
const SINGLE_STATEMENT = /^\s*(?:SELECT|INSERT|UPDATE|DELETE|WITH)\b[^;]*$/i;

// ---- a connection ------------------------------------------------------------------------------------------------

/** What `pg` takes for a socket. */
class SessionStream extends Duplex {
  readonly fault: ConnectionFault;
  readonly #session: Session;
  #unread: Buffer = Buffer.alloc(0);
  #isStarted = false;

  constructor(session: Session, fault: ConnectionFault) {
    super();
    this.#session = session;
    this.fault = fault;
  }

  connect(): void {
    queueMicrotask(() => this.emit('connect'));
  }

  break(): void {
    this.destroy(new Error('Connection terminated unexpectedly'));
  }

  /** Never while the client is still asking, as on a real line. */
  hear(bytes: Buffer): void {
    process.nextTick(() => {
      if (!this.destroyed) this.push(bytes);
    });
  }

  setNoDelay(): void {}
  setKeepAlive(): void {}
  ref(): void {}
  unref(): void {}

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.#take(chunk);
    done();
  }

  override _writev(chunks: { readonly chunk: Buffer }[], done: () => void): void {
    this.#take(Buffer.concat(chunks.map(({ chunk }) => chunk)));
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#session.leave(this);
    done(error);
  }

  /** Messages are passed on up to the one that asks for an answer: the whole of a statement at once. */
  #take(bytes: Buffer): void {
    this.#unread = this.#unread.length === 0 ? bytes : Buffer.concat([this.#unread, bytes]);
    if (!this.#isStarted) {
      const length = this.#unread.length < 4 ? Infinity : this.#unread.readInt32BE(0);
      if (this.#unread.length < length) return;
      this.#unread = this.#unread.subarray(length);
      this.#isStarted = true;
      this.hear(Buffer.concat([AUTHENTICATION_OK, READY]));
    }
    for (let end = 0; end + 5 <= this.#unread.length;) {
      const type = this.#unread[end];
      const next = end + 1 + this.#unread.readInt32BE(end + 1);
      if (next > this.#unread.length) return;
      end = next;
      if (type === TERMINATE) {
        this.push(null);
        this.destroy();
        return;
      }
      if (type !== SYNC && type !== QUERY) continue;
      const messages = this.#unread.subarray(0, end);
      this.#unread = this.#unread.subarray(end);
      end = 0;
      this.#session.submit(this, messages);
    }
  }
}

// ---- the protocol: https://www.postgresql.org/docs/18/protocol-message-formats.html ------------------------------

const codeOf = (letter: string): number => letter.charCodeAt(0);
const QUERY = codeOf('Q');
const SYNC = codeOf('S');
const PARSE = codeOf('P');
const PARSE_COMPLETE = codeOf('1');
const BIND = codeOf('B');
const BIND_COMPLETE = codeOf('2');
const DESCRIBE = codeOf('D');
const ROW_DESCRIPTION = codeOf('T');
const NO_DATA = codeOf('n');
const EXECUTE = codeOf('E');
const TERMINATE = codeOf('X');
const NOTIFICATION = codeOf('A');
const READY_FOR_QUERY = codeOf('Z');
const IDLE = codeOf('I');
const AUTHENTICATION_OK = Buffer.from([codeOf('R'), 0, 0, 0, 8, 0, 0, 0, 0]);
const READY = Buffer.from([READY_FOR_QUERY, 0, 0, 0, 5, IDLE]);

const SILENT_FOR_TEXTS = new Set([PARSE_COMPLETE, BIND_COMPLETE, NO_DATA]);

const isReadyInTransaction = (frame: Buffer): boolean => frame[0] === READY_FOR_QUERY && frame[5] !== IDLE;

function framesOf(bytes: Buffer): Buffer[] {
  const frames: Buffer[] = [];
  for (let start = 0; start < bytes.length;) {
    const end = start + 1 + bytes.readInt32BE(start + 1);
    frames.push(bytes.subarray(start, end));
    start = end;
  }
  return frames;
}

const queryMessage = (sql: string): Buffer => frameOf(QUERY, Buffer.from(`${sql}\0`));

function frameOf(type: number, content: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head[0] = type;
  head.writeInt32BE(4 + content.length, 1);
  return Buffer.concat([head, content]);
}

/** The portal without a name: the messages that the client sends behind each statement. */
const UNNAMED = Buffer.from([0]);
const DESCRIBE_PORTAL = frameOf(DESCRIBE, Buffer.from('P\0'));
const EXECUTE_ALL = frameOf(EXECUTE, Buffer.from([0, 0, 0, 0, 0]));
const SYNC_MESSAGE = frameOf(SYNC, Buffer.alloc(0));
/** No formats, no values, all columns as text. */
const BINDS_NOTHING = Buffer.alloc(6);
const NO_TYPES = Buffer.alloc(2);
