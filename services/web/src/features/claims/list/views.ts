/** Views of a list that a person kept in this browser: a name and the filters of its address. */
import { useState } from 'react';

export interface View {
  readonly name: string;
  /** The address's query, `state=approved&dealer=…`. */
  readonly query: string;
}

const MOST = 20;

function read(place: string): View[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(place) ?? '[]');
    return Array.isArray(kept) ? (kept as View[]) : [];
  } catch {
    return [];
  }
}

/** The views of one person of one brand, and how to keep and remove one; a name is there once. */
export function useViews(list: string, owner: string) {
  const place = `aftersales.views.${list}.${owner}`;
  const [views, setViews] = useState(() => read(place));
  const write = (after: View[]) => {
    localStorage.setItem(place, JSON.stringify(after));
    setViews(after);
  };
  return {
    views,
    keep: (view: View) => write([view, ...views.filter((one) => one.name !== view.name)].slice(0, MOST)),
    remove: (name: string) => write(views.filter((one) => one.name !== name)),
  };
}
