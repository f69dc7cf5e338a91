/** The largest figures as bars. The same numbers stand in the table below; to a screen reader this is one picture with a name. */
import { useEffect, useRef } from 'react';
import { useComputedColorScheme } from '@mantine/core';
import { BarChart } from 'echarts/charts';
import { GridComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import styles from './Insights.module.css';

echarts.use([BarChart, GridComponent, SVGRenderer]);

/** More bars than this say less than the table. */
const BARS = 12;
/** Pixels of a bar with its space. */
const BAR_HEIGHT = 28;
const FONT = 'Vazirmatn, sans-serif';

export interface FiguresChartProps {
  figures: readonly { readonly name: string; readonly value: number }[];
  /** A value in words, e.g. with its currency. Drawn anew for another function. */
  inWords: (value: number) => string;
  label: string;
}

export function FiguresChart({ figures, inWords, label }: FiguresChartProps) {
  const { direction } = useLocale();
  const theme = useComputedColorScheme();
  const host = useRef<HTMLDivElement>(null);
  const shown = figures.slice(0, BARS);

  useEffect(() => {
    const element = host.current;
    if (!element) return undefined;
    const colour = (name: string): string => getComputedStyle(element).getPropertyValue(name).trim();
    const isRtl = direction === 'rtl';
    const chart = echarts.init(element, null, { renderer: 'svg' });
    const text = { color: colour('--text'), fontFamily: FONT, fontSize: 12 };
    chart.setOption({
      animation: false,
      // Drawn from left to right in either direction of writing: for right to left the axes change sides.
      grid: { left: isRtl ? 130 : 8, right: isRtl ? 8 : 130, top: 4, bottom: 4, containLabel: true },
      xAxis: { type: 'value', inverse: isRtl, show: false },
      yAxis: {
        type: 'category',
        inverse: true,
        position: isRtl ? 'right' : 'left',
        // The picture is drawn from left to right; a name keeps its own direction.
        data: shown.map(({ name }) => `\u2068${name}\u2069`),
        axisLine: { show: false },
        axisTick: { show: false },
        axisLabel: { ...text, width: 150, overflow: 'truncate' },
      },
      series: [
        {
          type: 'bar',
          data: shown.map(({ value }) => value),
          barMaxWidth: 16,
          itemStyle: { color: colour('--accent'), borderRadius: 3 },
          label: {
            ...text,
            show: true,
            position: isRtl ? 'left' : 'right',
            formatter: ({ value }: { value: unknown }) => {
              const words = inWords(Number(value));
              // So does an amount with its unit.
              return isRtl ? `\u2067${words}\u2069` : words;
            },
          },
        },
      ],
    });
    const observer = new ResizeObserver(() => chart.resize());
    observer.observe(element);
    return () => {
      observer.disconnect();
      chart.dispose();
    };
  }, [shown, inWords, direction, theme]);

  return (
    <div
      ref={host}
      role="img"
      aria-label={label}
      dir="ltr"
      className={styles.chart}
      style={{ blockSize: shown.length * BAR_HEIGHT + 8 }}
    />
  );
}
