/** What is printed of each part, and what is asked of it. */
import { countToText } from '../shared/options.ts';
import { formatNumber, formatRatio } from '../shared/report.ts';
import { median, percentile, type Samples } from '../shared/rounds.ts';
import type { Burst } from './burst.ts';
import type { Crowd } from './crowd.ts';
import { medianOf, milliseconds, spread, type Findings } from './findings.ts';
import type { FirstPull, Push } from './parts.ts';
import type { Sizes } from './sizes.ts';
import type { Territory } from './territory.ts';
import type { WireCost } from './wire.ts';

export function reportFirstPull(findings: Findings, records: number, pulled: FirstPull, others: Samples): void {
  const question = `first pull, ${countToText(records)}`;
  findings.compare(
    question,
    { ...pulled.samples, ...others },
    `device: processor time ${milliseconds(median(pulled.processorTimes))}, its thread held at most ${milliseconds(median(pulled.stalls))} at a time`,
  );
  const speed = medianOf(pulled.samples, 'ceiling') / medianOf(pulled.samples, 'Peyvand');
  findings.judge(question, '≥ 0.7 × the ceiling’s speed', formatRatio(speed), speed >= 0.7);
}

export function reportPush(findings: Findings, records: number, edits: number, pushed: Push, others: Samples): void {
  const question = `push of ${edits.toLocaleString('en-US')} edits, ${countToText(records)}`;
  findings.compare(
    question,
    { ...pushed.samples, ...others },
    `until the server has answered for all, of which ${milliseconds(median(pushed.answers))} are the server and the line; the whole round with the pull after it takes ${milliseconds(median(pushed.wholeRounds))}`,
  );
  const ratio = medianOf(pushed.samples, 'Peyvand') / medianOf(pushed.samples, 'ceiling');
  findings.judge(question, '≤ 2 × ceiling', formatRatio(ratio), ratio <= 2);
}

export function reportTerritory(findings: Findings, territory: Territory): void {
  const customers = territory.customers.toLocaleString('en-US');
  const question = `first pull of a territory, ${customers} customers`;
  findings.compare(
    question,
    territory.samples,
    `${territory.records.toLocaleString('en-US')} records in all; until they can be listed and searched; processor time of the device ${milliseconds(median(territory.processorTimes))}`,
  );
  const own = medianOf(territory.samples, 'Peyvand');
  findings.judge(question, '≤ 1,000 ms', milliseconds(own), own <= 1_000);
}

export function reportScreen(findings: Findings, times: readonly number[]): void {
  const question = 'save to the other’s screen';
  const [p50, p95] = [percentile(times, 0.5), percentile(times, 0.95)];
  findings.samples[question] = times;
  findings.tables.push({
    title: question,
    note: 'From when the save was durable on one device to the other’s live query showing it, both online.',
    columns: ['saves', 'p50', 'p95', 'longest'],
    rows: [[String(times.length), ...[p50, p95, Math.max(...times)].map(milliseconds)]],
  });
  findings.bars.push({ question: `${question}, p95`, milliseconds: { Peyvand: p95 } });
  findings.judge(`${question}, p95`, '≤ 300 ms', milliseconds(p95), p95 <= 300);
}

export function reportBursts(findings: Findings, bursts: readonly Burst[], sizes: Sizes): void {
  for (const { devices, samples, perDevice, strains } of bursts) {
    const question = `burst of ${devices} devices`;
    findings.compare(question, samples, `each pushes ${sizes.burstEdits} groups and pulls ${sizes.burstRows} rows`);
    findings.samples[`${question}: per device`] = perDevice;
    findings.samples[`${question}: servers`] = strains;
    if (devices !== sizes.judgedBurst) continue;
    const ratio = medianOf(samples, 'Peyvand') / medianOf(samples, 'ceiling');
    findings.judge(question, '≤ 1.5 × ceiling', formatRatio(ratio), ratio <= 1.5);
  }
  findings.tables.push({
    title: 'bursts: devices and servers',
    note: 'Per device, from its first request to its last answer, over all rounds. Memory, processor time and connections are those of the server: the highest of each round, then the median of the rounds; of connections the most in any round.',
    columns: [
      'devices',
      'who',
      'p50',
      'p99',
      'longest',
      'memory, MiB',
      'before',
      'processor time',
      'connections',
      'busy',
    ],
    rows: bursts.flatMap(({ devices, perDevice, strains }) =>
      Object.entries(strains).map(([name, all]) => [
        String(devices),
        name,
        ...spread(perDevice[name] ?? []),
        formatNumber(median(all.map(({ memoryPeak }) => memoryPeak))),
        formatNumber(median(all.map(({ memoryBefore }) => memoryBefore))),
        milliseconds(median(all.map(({ processorTime }) => processorTime))),
        String(Math.max(...all.map(({ connections }) => connections.open))),
        String(Math.max(...all.map(({ connections }) => connections.busy))),
      ]),
    ),
  });
}

export function reportCrowd(findings: Findings, { idle, samples, perDevice, answered }: Crowd, sizes: Sizes): void {
  const devices = sizes.crowd.toLocaleString('en-US');
  const question = `one poke to ${sizes.poked} of ${devices} devices`;
  findings.samples['idle server'] = idle;
  findings.samples[`${question}: per device`] = perDevice;
  findings.compare(
    question,
    samples,
    'from when the save is sent until the last of them has heard: the median of a round’s saves, then of the rounds. The others must hear nothing',
  );
  findings.tables.push({
    title: `${question}: each`,
    note: 'From when the save is sent.',
    columns: ['who', 'p50', 'p99', 'longest', 'the save answered, p50'],
    rows: Object.entries(perDevice).map(([name, times]) => [
      name,
      ...spread(times),
      milliseconds(median(answered[name] ?? [])),
    ]),
  });
  findings.tables.push({
    title: `idle server, ${devices} devices connected`,
    note: `Medians of the rounds, over ${sizes.restSeconds} s at rest. Memory is the growth of the process from before the first stream, after a collection on both sides; what the system sees is less when the process had room from earlier work. Processor time: 1,000 ms per second would be one core.`,
    columns: ['who', 'opened in', 'KiB in use per device', 'resident, MiB', 'processor time per second', 'connections'],
    rows: Object.entries(idle).map(([name, all]) => [
      name,
      milliseconds(median(all.map(({ opening }) => opening))),
      formatNumber((median(all.map(({ inUse }) => inUse)) * 1_024) / sizes.crowd),
      formatNumber(median(all.map(({ resident }) => resident))),
      milliseconds(median(all.map(({ processorTime }) => processorTime))),
      String(Math.max(...all.map(({ connections }) => connections.open))),
    ]),
  });
}

export function reportWire(findings: Findings, costs: readonly WireCost[]): void {
  findings.samples['bytes on the wire'] = costs;
  findings.tables.push({
    title: 'bytes on the wire',
    note: 'One field of a customer, about ten letters, the same in all. Medians of the rounds, with HTTP headers or frames, without TLS. Peyvand: a whole round, in which the edits also come back with what the server made of them; the ceiling sends and is answered, no more; a peer comes online and sends until it is acknowledged, with what it compares for that.',
    columns: ['who', 'edits at once', 'up, per edit', 'down, per edit', 'together, per edit'],
    rows: costs.map(({ who, edits, rounds }) => {
      const perEdit = (bytes: (one: { up: number; down: number }) => number): string =>
        formatNumber(median(rounds.map(bytes)) / Math.max(1, edits));
      return [
        who,
        edits === 0 ? 'none: a round for nothing' : edits.toLocaleString('en-US'),
        perEdit(({ up }) => up),
        perEdit(({ down }) => down),
        perEdit(({ up, down }) => up + down),
      ];
    }),
  });
}
