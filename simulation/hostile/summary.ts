/** Reports of several threads as one, and the page that is committed about a long run. */
import type { Report } from './runInputs.ts';

export function addReports(reports: readonly Report[]): Report {
  const [first] = reports;
  if (!first) throw new Error('No reports');
  const answers: Record<string, number> = {};
  for (const report of reports)
    for (const [answer, count] of Object.entries(report.answers)) answers[answer] = (answers[answer] ?? 0) + count;
  const slowest = reports
    .map((report) => report.slowest)
    .reduce((one, other) => (other.milliseconds > one.milliseconds ? other : one));
  return {
    boundary: first.boundary,
    seed: first.seed,
    inputs: reports.reduce((sum, { inputs }) => sum + inputs, 0),
    failures: reports.flatMap(({ failures }) => failures),
    answers,
    slowest,
    // Of one thread: each begins anew.
    heapMegabytes: reports
      .map(({ heapMegabytes }) => heapMegabytes)
      .reduce((one, other) => (other.last - other.first > one.last - one.first ? other : one)),
  };
}

export function summaryOf(reports: readonly Report[]): string {
  const rows = reports.map(
    ({ boundary, inputs, failures, slowest, heapMegabytes, seed }) =>
      `| ${boundary} | ${inputs} | ${failures.length} | ${seed} | ${slowest.milliseconds} ms (${slowest.index}) | ${heapMegabytes.first} → ${heapMegabytes.last} MB |`,
  );
  const answers = reports.map(({ boundary, answers: counts }) => {
    const told = Object.entries(counts).toSorted(([, one], [, other]) => other - one);
    return `- **${boundary}**: ${told.map(([answer, count]) => `${answer} ${count}`).join(', ')}`;
  });
  const broken = reports.flatMap(({ boundary, seed, failures }) =>
    failures.map(
      ({ index, broken: promises }) =>
        `- ${boundary}, seed ${seed}, input ${index}: ${promises.join('; ').split('\n')[0]}`,
    ),
  );
  return [
    '| boundary | inputs | failures | seed | slowest input | heap of one thread |',
    '|---|---|---|---|---|---|',
    ...rows,
    '',
    'What they were answered with:',
    '',
    ...answers,
    ...(broken.length > 0 ? ['', 'Broken promises:', '', ...broken] : []),
    '',
  ].join('\n');
}
