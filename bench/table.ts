import type { Load } from './load.ts';
import type { Scenario } from './scenarios.ts';

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
};

/** A Markdown table: per scenario and engine the medians, and how many times as fast as it the first engine is. */
export function table(results: readonly { scenario: Scenario; loads: ReadonlyMap<string, readonly Load[]> }[]): string {
  const lines = [
    '',
    '| query | engine | requests/s | CPU µs/request | p99 ms | throughput, Trinity is | CPU, Trinity is |',
    '|---|---|---:|---:|---:|---:|---:|',
  ];
  for (const { scenario, loads } of results) {
    const [first] = loads.values();
    const throughput = (each: readonly Load[]): number => median(each.map((load) => load.requestsPerSecond));
    const cpu = (each: readonly Load[]): number => median(each.map((load) => load.cpuPerRequest));
    for (const [engine, each] of loads) {
      const times = (ratio: number): string => (each === first ? '' : `${ratio.toFixed(2)} ×`);
      const cells = [
        scenario.name,
        engine,
        Math.round(throughput(each)).toLocaleString('en'),
        Math.round(cpu(each)),
        Math.round(median(each.map((load) => load.p99Milliseconds))),
        times(throughput(first ?? []) / throughput(each)),
        times(cpu(each) / cpu(first ?? [])),
      ];
      lines.push(`| ${cells.join(' | ')} |`);
    }
  }
  return lines.join('\n');
}
