/** A company behind real HTTP whose database is PostgreSQL in memory, two of its devices, and what is known of what its tables hold. */
import { createHash } from 'node:crypto';
import type { Passwords } from '../../../../server/auth/passwords.ts';
import { startHttpServer, type HttpServer } from '../../../../server/http/server.ts';
import type { MemoryPostgres } from '../../../../server/testing/memoryPostgres.ts';
import {
  create,
  createTestServer,
  customerBody,
  idOf,
  orderBody,
  type TestDevice,
  type TestServer,
} from '../../../../server/testing/testCompany.ts';
import { PROTOCOL_VERSION } from '../../../../shared/sync/protocol.ts';
import { createLogGuard, type LogGuard } from '../../boundary.ts';
import type { Vocabulary } from '../../generators/valid.ts';
import { COMMON_WORDS } from '../../generators/words.ts';
import { watchTables, type TableWatch } from './tables.ts';

export interface World {
  readonly company: TestServer;
  readonly http: HttpServer;
  readonly devices: { ali: TestDevice; readonly ada: TestDevice };
  readonly logs: LogGuard;
  readonly tables: TableWatch;
  readonly customer: string;
  readonly order: string;
  /** Its bytes are {@link ATTACHED}, and have not come yet. */
  readonly attachment: string;
  /** An administrator of ours has stopped whom we ask by. */
  isStopped: boolean;
}

const ATTACHED = Buffer.from('کارت ویزیت');

/** How many may ask is another matter, and its own tests'. */
const NO_RATES = { device: 1e9, person: 1e9, address: 1e9, identities: 1e9, rare: 1e9 };

/** @param hasRealPasswords else they cost nothing: sign-ins are a small part of what comes, and most of what it would cost. */
export async function openWorld(postgres: MemoryPostgres, hasRealPasswords: boolean): Promise<World> {
  await postgres.reset();
  const logs = createLogGuard((line) =>
    /"reason":"(defect|database_unavailable)"|reply\.failed|job\.failed|poke\.failed/.test(line),
  );
  const note = (facts: object, event: string): void => logs.note({ event, ...facts });
  const log = { info: note, warn: note, error: note };
  const company = await createTestServer(
    { url: '', open: () => postgres.open(), drop: () => Promise.resolve() },
    { log, ...(hasRealPasswords ? {} : { passwords: cheapPasswords }) },
  );
  const http = await startHttpServer({
    app: company.app,
    log,
    host: '127.0.0.1',
    port: 0,
    trustedProxies: 0,
    rates: NO_RATES,
  });
  const devices = { ali: await company.device('ali'), ada: await company.device('ada') };
  const customer = await company.newCustomer();
  const order = company.newId();
  await devices.ali.push(create('salesDocuments', 'order', order, orderBody(customer)));
  const attachment = company.newId();
  await devices.ali.push(
    create('attachments', 'file', attachment, {
      attachedCollection: 'customers',
      attachedId: customer,
      name: 'کارت.txt',
      mediaType: 'text/plain',
      size: ATTACHED.length,
      sha256: createHash('sha256').update(ATTACHED).digest('hex'),
    }),
  );
  // Something that is held back.
  await devices.ali.push(create('customers', 'company', company.newId(), customerBody('جنوبی', 'south')));
  const tables = await watchTables(company.database);
  return { company, http, devices, logs, tables, customer, order, attachment, isStopped: false };
}

const cheapPasswords: Passwords = {
  hash: (password) => Promise.resolve(createHash('sha256').update(password.normalize('NFC')).digest('hex')),
  matches: async (password, hash) => (await cheapPasswords.hash(password)) === hash,
  close: () => Promise.resolve(),
};

export async function closeWorld({ http, company }: World): Promise<void> {
  await http.close();
  await company.close();
}

/** Behind a group that is held everything is: the next one is another device's. */
export async function replaceDevice(world: World): Promise<void> {
  try {
    world.devices.ali = await world.company.device('ali');
  } catch {
    world.isStopped = true;
  }
}

export async function vocabularyOf({
  devices: { ali, ada },
  customer,
  order,
  attachment,
  company,
}: World): Promise<Vocabulary> {
  const { view } = await ali.handshake();
  const { token, heads } = await ali.heads();
  const held = await company.app.call('heldWork', ada.token, { offset: 0, limit: 10, mine: false });
  const hashes = [...held.rows.map(({ hash }) => hash), ...(ali.last ? [ali.last.hash] : [])];
  const fresh = Array.from({ length: 12 }, () => company.newId());
  const ids = [customer, order, attachment, ...['ali', 'ada', 'north', 'tehran', 'gone'].map(idOf), ...fresh];
  return {
    byField: {
      ...COMMON_WORDS,
      protocol: [PROTOCOL_VERSION],
      device: [ali.id, ada.id],
      view: [view],
      epoch: [ali.epoch],
      token: [token],
      scope: [...Object.keys(heads), 'company'],
      cursor: [{}, heads],
      company: [await companyOf(company)],
      hash: hashes,
      parent: hashes,
      id: ids,
      bytes: [ATTACHED.toString('base64'), Buffer.alloc(ATTACHED.length).toString('base64')],
      customerId: [customer],
      productId: [idOf('product')],
      person: [idOf('ali')],
      personId: [idOf('ali')],
      login: ['ali', 'ada'],
      seen: [
        { epoch: ali.epoch, version: 1, group: null },
        { epoch: ali.epoch, version: 0, group: ali.last?.hash ?? null },
      ],
    },
  };
}

async function companyOf({ database }: TestServer): Promise<string> {
  const [row] = await database.rows<{ company_id: string }>('SELECT company_id FROM installation');
  return row?.company_id ?? '';
}
