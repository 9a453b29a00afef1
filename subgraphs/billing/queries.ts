/** All SQL of billing. Plans that are not published are for administrators. */
import { integers, texts } from '../../platform/arguments.ts';
import { type Database, sql } from '../../platform/database.ts';
import { keyset, type Slice } from '../../platform/keyset.ts';
import { Count } from '../../platform/rows.ts';
import type { Viewer } from '../../platform/viewer.ts';
import { TierPlanRow } from './rows.ts';

export const CATALOG_ORDER = keyset(TierPlanRow, 'ASC', { product: 'text', sort_order: 'int4', id: 'int4' });

const TIER_PLAN = sql.fragment`
  id, product, tier, display_name, price_cents, currency, billing_period, lpo_limit, lrs_limit, rate_limited,
  features, summary, sort_order, published, created_at, updated_at`;

const visiblePlans = (viewer: Viewer) => (viewer.isAdmin ? sql.fragment`TRUE` : sql.fragment`published`);

export function tierPlans(database: Database, viewer: Viewer, slice: Slice<TierPlanRow>) {
  return database.any(sql.type(TierPlanRow)`/* billing.tierPlans */
    SELECT ${TIER_PLAN} FROM tier_catalog WHERE ${visiblePlans(viewer)} AND ${slice.behind}
    ORDER BY ${slice.order} LIMIT ${slice.limit}`);
}

export function tierPlanCount(database: Database, viewer: Viewer) {
  return database.oneFirst(sql.type(Count)`/* billing.tierPlanCount */
    SELECT count(*)::int4 FROM tier_catalog WHERE ${visiblePlans(viewer)}`);
}

export function tierPlansByIds(database: Database, viewer: Viewer, ids: readonly string[]) {
  return database.any(sql.type(TierPlanRow)`/* billing.tierPlansByIds */
    SELECT ${TIER_PLAN} FROM tier_catalog WHERE id = ANY(${sql.array(integers(ids), 'int4')}) AND ${visiblePlans(viewer)}`);
}

/** Tiers are compared in lower case: keys and catalog spell them differently (dictionary TB-12). */
export function planName(product: string, tier: string): string {
  return `${product}/${tier}`.toLowerCase();
}

/** Plans by their `planName`. The catalog is small enough to do without an index on it. */
export function tierPlansByNames(database: Database, viewer: Viewer, names: readonly string[]) {
  return database.any(sql.type(TierPlanRow)`/* billing.tierPlansByNames */
    SELECT ${TIER_PLAN} FROM tier_catalog
    WHERE lower(product || '/' || tier) = ANY(${sql.array(texts(names), 'text')}) AND ${visiblePlans(viewer)}`);
}
