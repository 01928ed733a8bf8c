import { CustomChart, LineChart, ScatterChart } from 'echarts/charts';
import { GridComponent, TooltipComponent } from 'echarts/components';
import { type EChartsType, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

/*
 * ECharts with what the charts here need and no more; loaded with the first chart. It draws SVG, so that colours are tokens
 * (`var(--now)`): light, dark and paper are told apart by the page's styles, and nothing is drawn again.
 */

use([LineChart, CustomChart, ScatterChart, GridComponent, TooltipComponent, SVGRenderer]);

export type Chart = EChartsType;

export function makeChart(element: HTMLElement, size: { readonly width: number; readonly height: number }): Chart {
  return init(element, null, { renderer: 'svg', ...size });
}

export type { EChartsCoreOption as ChartOption } from 'echarts/core';
