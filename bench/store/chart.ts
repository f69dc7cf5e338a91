/** `docs/images/bench-store.svg`: how much is written a second, and how far every aim is from what was measured. Drawn without a browser. */
import { writeFileSync } from 'node:fs';
import { loadPeer } from '../shared/peers.ts';

export interface ChartData {
  readonly subtitle: string;
  /** Documents per second, by size and contestant; NaN where one was not measured. */
  readonly sizes: readonly string[];
  readonly written: readonly { readonly name: string; readonly values: readonly number[] }[];
  /** 1 is exactly the aim, less is better. */
  readonly aims: readonly { readonly name: string; readonly partOfAim: number; readonly text: string }[];
}

interface Echarts {
  init(
    element: null,
    theme: null,
    options: { readonly renderer: 'svg'; readonly ssr: true; readonly width: number; readonly height: number },
  ): { setOption(option: unknown): void; renderToSVGString(): string; dispose(): void };
}

/** Grey that reads on white and on black, and colours of the same weight. */
const INK = '#7d8590';
const FAINT = '#7d859055';
const COLORS = { raw: '#8c959f', RxStorage: '#2f81f7', 'RxDB memory': '#a371f7' } as Readonly<Record<string, string>>;
const MET = '#2da44e';
const MISSED = '#e5534b';
const WIDTH = 860;
const ROW = 26;

export function drawChart(path: string, { subtitle, sizes, written, aims }: ChartData): void {
  const echarts = loadPeer<Echarts>('echarts');
  const aimsHeight = aims.length * ROW;
  const height = 380 + aimsHeight + 60;
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height });
  const text = { color: INK, fontFamily: 'sans-serif' };
  const axis = {
    axisLabel: text,
    nameTextStyle: text,
    axisLine: { show: false },
    axisTick: { show: false },
    splitLine: { lineStyle: { color: FAINT } },
  };
  chart.setOption({
    animation: false,
    backgroundColor: 'transparent',
    textStyle: text,
    title: [
      {
        text: 'Documents written per second',
        subtext: `${subtitle}; raw and RxStorage encrypted`,
        left: 16,
        top: 10,
        textStyle: { ...text, fontSize: 15 },
        subtextStyle: { ...text, fontSize: 11 },
      },
      {
        text: 'Measured as a part of the aim (shorter is better)',
        left: 16,
        top: 350,
        textStyle: { ...text, fontSize: 15 },
      },
    ],
    legend: {
      top: 14,
      right: 16,
      textStyle: text,
      data: written.map(({ name }) => name),
      itemGap: 18,
      itemWidth: 12,
      itemHeight: 12,
    },
    grid: [
      { left: 70, right: 24, top: 84, height: 220 },
      { left: 350, right: 160, top: 390, height: aimsHeight },
    ],
    xAxis: [
      { gridIndex: 0, type: 'category', data: sizes, ...axis },
      {
        gridIndex: 1,
        type: 'value',
        min: 0,
        max: 2,
        interval: 0.5,
        ...axis,
        axisLabel: { ...text, formatter: (value: number) => (value === 1 ? 'aim' : `× ${value}`) },
      },
    ],
    yAxis: [
      {
        gridIndex: 0,
        type: 'value',
        ...axis,
        axisLabel: { ...text, formatter: (value: number) => value.toLocaleString('en-US') },
      },
      { gridIndex: 1, type: 'category', inverse: true, data: aims.map(({ name }) => name), ...axis },
      { gridIndex: 1, type: 'category', inverse: true, position: 'right', data: aims.map((aim) => aim.text), ...axis },
    ],
    series: [
      ...written.map(({ name, values }) => ({
        name,
        type: 'bar',
        xAxisIndex: 0,
        yAxisIndex: 0,
        data: values.map((value) => (Number.isNaN(value) ? null : Math.round(value))),
        itemStyle: { color: COLORS[name] ?? INK },
        label: {
          show: true,
          position: 'top',
          ...text,
          fontSize: 10,
          formatter: ({ value }: { value: number | null }) => (value === null ? '' : value.toLocaleString('en-US')),
        },
      })),
      {
        type: 'bar',
        xAxisIndex: 1,
        yAxisIndex: 1,
        barWidth: 12,
        data: aims.map(({ partOfAim }) => ({
          value: Math.min(partOfAim, 2),
          itemStyle: { color: partOfAim <= 1 ? MET : MISSED },
        })),
        markLine: {
          silent: true,
          symbol: 'none',
          label: { show: false },
          lineStyle: { color: INK, type: 'solid' },
          data: [{ xAxis: 1 }],
        },
      },
    ],
  });
  writeFileSync(path, chart.renderToSVGString());
  chart.dispose();
}
