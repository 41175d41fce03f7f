/** Refusals beside the fields that they are about. */
import type { FormInstance } from 'antd';
import type { Problem } from '../api/problem.ts';

/** Show what a refusal says of fields beside them; true if the form has a field for every place that it names. */
export function showInFields(form: FormInstance, problem: Problem): boolean {
  const known = new Set(form.getFieldsError().map(({ name }) => String(name[0])));
  const said = new Map<string, string[]>();
  for (const { pointer, detail } of problem.errors) {
    const name = pointer.split('/')[1] ?? '';
    said.set(name, [...(said.get(name) ?? []), detail || problem.detail]);
  }
  const ours = [...said].filter(([name]) => known.has(name));
  form.setFields(ours.map(([name, errors]) => ({ name: [name], errors })));
  const first = ours[0]?.[0];
  if (first) form.scrollToField(first, { focus: true, block: 'center' });
  return ours.length > 0 && ours.length === said.size;
}
