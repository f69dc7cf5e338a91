/**
 * Every list and page at 100,000 customers with all that is told of them: how long the core takes to answer, from the window's line and back.
 * `npm run bench -- pages [--records 100k] [--rounds 5] [--no-save]`
 */
import { join } from 'node:path';
import { describeMachine } from '../shared/machine.ts';
import { countToText, readBenchOptions } from '../shared/options.ts';
import { formatNumber, formatRatio, publishReport, type Table, type Verdict } from '../shared/report.ts';
import { median, percentile } from '../shared/rounds.ts';
import { bundleCore } from '../store/bundleCore.ts';
import { startCore } from '../store/coreClient.ts';
import { askAll, type Answered } from './ask.ts';
import { withCompany, type CompanyFacts } from './company.ts';
import { LIMITS, questionsOf } from './questions.ts';

const options = readBenchOptions({ records: '100k', rounds: 5 });
const program = await bundleCore();
for (const customers of options.records) {
  await withCompany(customers, async ({ dataset, facts }) => {
    const core = await startCore(program, dataset);
    await core.unlock();
    const answers = await askAll(core, questionsOf(core.window, facts), options.rounds);
    await core.stop();
    publishReport(
      {
        workload: 'pages',
        machine: describeMachine(['better-sqlite3-multiple-ciphers']),
        rounds: options.rounds,
        verdicts: verdictsOf(answers),
        tables: [tableOf(answers, customers, facts)],
        samples: { answers, counts: facts.counts },
      },
      options.save ? join(import.meta.dirname, 'results') : null,
    );
  });
}

function p95({ milliseconds }: Answered): number {
  return percentile(milliseconds, 0.95);
}

function verdictsOf(answers: readonly Answered[]): Verdict[] {
  return (['key', 'page'] as const).map((waiting) => {
    const asked = answers.filter((answer) => answer.waiting === waiting);
    const late = asked.filter((answer) => p95(answer) > LIMITS[waiting]);
    const worst = asked.toSorted((one, other) => p95(other) - p95(one))[0];
    return {
      what:
        waiting === 'key'
          ? `what a key, a click or a scroll waits for (${asked.length})`
          : `pages that add up (${asked.length})`,
      aim: `p95 ≤ ${LIMITS[waiting].toLocaleString('en-US')} ms each`,
      measured: `${late.length} over it${worst ? `; the slowest ${worst.page}, ${worst.what}: ${formatNumber(p95(worst))} ms` : ''}`,
      isMet: late.length === 0,
    };
  });
}

function tableOf(answers: readonly Answered[], customers: number, facts: CompanyFacts): Table {
  return {
    title: `Questions of lists and pages, ${countToText(customers)} customers, ${facts.records.toLocaleString('en-US')} records`,
    note: 'From the window to the window, over a WebSocket to the core in a process of its own. The limit is 100 ms where a key, a click or a scroll waits, 1 s where a page adds something up. First: the first time after the store was opened. Processor: of all threads of the core, median.',
    columns: ['page', 'question', 'found', 'first, ms', 'median, ms', 'p95, ms', 'processor, ms', 'p95 / limit'],
    rows: answers.map((answer) => {
      const part = p95(answer) / LIMITS[answer.waiting];
      const cells = [
        formatNumber(answer.first),
        formatNumber(median(answer.milliseconds)),
        formatNumber(p95(answer)),
        formatNumber(median(answer.processor)),
      ];
      return [
        answer.page,
        answer.what,
        answer.found.toLocaleString('en-US'),
        ...cells,
        part > 1 ? `**${formatRatio(part)}**` : formatRatio(part),
      ];
    }),
  };
}
