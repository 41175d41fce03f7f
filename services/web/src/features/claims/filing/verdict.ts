/** What the policy says of a draft, asked shortly after each change. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { api, body, type Schemas } from '../../../api/client.ts';

const PAUSE = 350;

function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), PAUSE);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

/** The verdict over lines; the one before stays until the new one is there. */
export function useVerdict(lines: Schemas['AskedLine'][]) {
  const settled = useSettled(JSON.stringify(lines));
  const isEmpty = settled === '[]';
  const asked = useQuery({
    queryKey: ['verdict', settled],
    queryFn: () =>
      body(api.POST('/v1/return-verdicts', { body: { lines: JSON.parse(settled) as Schemas['AskedLine'][] } })),
    enabled: !isEmpty,
    placeholderData: keepPreviousData,
    retry: false,
  });
  const isCurrent = settled === JSON.stringify(lines) && !asked.isPlaceholderData;
  return {
    verdict: isEmpty ? undefined : asked.data,
    error: asked.error,
    isAsking: asked.isFetching || !isCurrent,
    isCurrent,
  };
}
