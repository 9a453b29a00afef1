import type { Load } from './load.ts';
import type { Scenario } from './scenarios.ts';

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
};

/** A Markdown table: per scenario and engine the medians, and how many times the engine's throughput the first has. */
export function table(results: readonly { scenario: Scenario; loads: ReadonlyMap<string, readonly Load[]> }[]): string {
  const lines = [
    '',
    '| query | engine | requests/s | CPU µs/request | p99 ms | Trinity is |',
    '|---|---|---:|---:|---:|---:|',
  ];
  for (const { scenario, loads } of results) {
    const [first] = loads.values();
    const throughput = (each: readonly Load[]): number => median(each.map((load) => load.requestsPerSecond));
    for (const [engine, each] of loads) {
      const ratio = each === first ? '' : `${(throughput(first ?? []) / throughput(each)).toFixed(2)} ×`;
      const cells = [
        scenario.name,
        engine,
        Math.round(throughput(each)).toLocaleString('en'),
        Math.round(median(each.map((load) => load.cpuPerRequest))),
        median(each.map((load) => load.p99Milliseconds)),
        ratio,
      ];
      lines.push(`| ${cells.join(' | ')} |`);
    }
  }
  return lines.join('\n');
}
