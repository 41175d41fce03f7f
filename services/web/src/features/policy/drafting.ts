/** Beginning a new version, from a template or from another version. */
import { useNavigate } from 'react-router';
import { api, body, newKey, type Schemas } from '../../api/client.ts';
import { useWords } from '../../app/language.ts';
import { useAct } from '../../ui/act.ts';
import { words } from './words.ts';

/** Begins a draft and goes there. */
export function useDrafting() {
  const t = useWords(words);
  const go = useNavigate();
  return useAct({
    run: (from: Schemas['Draft']) =>
      body(api.POST('/v1/policies', { params: { header: { 'Idempotency-Key': newKey() } }, body: from })),
    done: t('copied'),
    changes: ['/v1/policies'],
    then: (made) => void go(`/policies/${made.id}`),
  });
}
