/** The chart of the newest results: `docs/images/bench-sync.svg`, drawn by ECharts without a browser. */
import { loadPeer } from '../shared/peers.ts';

/** Milliseconds of one question, by contestant. */
export interface Bars {
  readonly question: string;
  readonly milliseconds: Readonly<Record<string, number>>;
}

interface Echarts {
  init(
    element: null,
    theme: null,
    options: { renderer: 'svg'; ssr: true; width: number; height: number },
  ): { setOption(option: object): void; renderToSVGString(): string; dispose(): void };
}

const COLOURS: Readonly<Record<string, string>> = {
  Peyvand: '#2563eb',
  'ceiling, usable': '#64748b',
  ceiling: '#cbd5e1',
  PouchDB: '#f59e0b',
  Triplit: '#a855f7',
};

/** Grouped bars on a logarithmic axis: seconds beside milliseconds. */
export function drawChart(questions: readonly Bars[], subtitle: string): string {
  const echarts = loadPeer<Echarts>('echarts');
  const chart = echarts.init(null, null, {
    renderer: 'svg',
    ssr: true,
    width: 880,
    height: 130 + questions.length * 92,
  });
  const contestants = Object.keys(COLOURS).filter((name) => questions.some(({ milliseconds }) => name in milliseconds));
  chart.setOption({
    animation: false,
    backgroundColor: '#ffffff',
    title: { text: 'Sync: milliseconds, less is better (logarithmic)', subtext: subtitle, left: 16, top: 8 },
    legend: { data: contestants, right: 24, top: 44, itemGap: 24, itemWidth: 16 },
    grid: { left: 210, right: 70, top: 84, bottom: 32 },
    xAxis: { type: 'log', min: 1, axisLabel: { formatter: (value: number) => value.toLocaleString('en-US') } },
    yAxis: {
      type: 'category',
      inverse: true,
      data: questions.map(({ question }) => question),
      axisTick: { show: false },
    },
    series: contestants.map((name) => ({
      name,
      type: 'bar',
      barMaxWidth: 18,
      itemStyle: { color: COLOURS[name] },
      label: {
        show: true,
        position: 'right',
        color: '#0f172a',
        formatter: ({ value }: { value: number | null }) =>
          value === null ? '' : Math.round(value).toLocaleString('en-US'),
      },
      data: questions.map(({ milliseconds }) => milliseconds[name] ?? null),
    })),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}
