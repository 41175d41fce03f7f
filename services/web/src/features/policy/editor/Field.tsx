/** A field of the policy, of the kind that the schema says: a figure, a choice, texts in both languages, a list. */
import { PlusOutlined } from '@ant-design/icons';
import { Button, Flex, Input, InputNumber, Select, Switch } from 'antd';
import { type ReactNode, useId, useState } from 'react';
import { useWords } from '../../../app/language.ts';
import { words } from '../words.ts';
import { Condition } from './Condition.tsx';
import { useEditing, useWrong } from './context.ts';
import { at, beginning, isFields, isOptional, isText, type Json, type Path, type Shape, shapeOf } from './document.ts';
import { useNames } from './say.ts';
import { Wrongs } from './Wrongs.tsx';
import { letTabPass } from '../../../ui/tab.ts';

const CONDITIONS = new Set<string | number>(['when', 'condition']);

/** The fields of a part, each in its kind; what may be left out and is not given comes folded. */
export function FieldsOf({ shape, path }: { shape: Shape; path: Path }) {
  const t = useWords(words);
  const { document, wrong } = useEditing();
  const value = at(document, path);
  const all = Object.keys(shape.properties ?? {});
  const isShown = (field: string) =>
    !isOptional(shape, field) ||
    at(value, [field]) !== undefined ||
    ['months', 'usage', 'credit_percent'].includes(field) ||
    wrong.some((one) => one.pointer.startsWith(`/${[...path, field].join('/')}`));
  const [first] = useState(() => all.filter(isShown));
  const [isOpen, setOpen] = useState(false);
  const rest = all.filter((field) => !first.includes(field) && !isShown(field));
  const shown = isOpen ? all : all.filter((field) => !rest.includes(field));
  return (
    <>
      <div className="policy-fields">
        {shown.map((field) => (
          <Field key={field} shape={shape.properties?.[field] ?? {}} path={[...path, field]} />
        ))}
      </div>
      {rest.length > 0 && !isOpen && (
        <Button type="link" size="small" style={{ marginTop: 8 }} onClick={() => setOpen(true)}>
          {t('more')}
        </Button>
      )}
    </>
  );
}

/** One field with its name and what is wrong with it. */
export function Field({ shape, path }: { shape: Shape; path: Path }) {
  const { schema } = useEditing();
  if (!schema) return null;
  const known = shapeOf(shape, schema);
  if (known.properties && known.title === 'Text') return <TextField path={path} />;
  if (known.properties) return <Group shape={known} path={path} />;
  if (known.type === 'array' && shapeOf(known.items, schema).properties) return <ListField shape={known} path={path} />;
  const each = known.additionalProperties;
  if (typeof each === 'object' && shapeOf(each, schema).type === 'array') return <MapField shape={each} path={path} />;
  const isRaw = known.anyOf !== undefined || known.type === 'object' || known.items?.anyOf !== undefined;
  if (isRaw) return <Framed path={path} isWide render={(given) => <Raw {...given} path={path} />} />;
  const isWide = CONDITIONS.has(path.at(-1) ?? '');
  return <Framed path={path} isWide={isWide} render={(given) => <Leaf {...given} shape={known} path={path} />} />;
}

interface Given {
  readonly id: string;
  readonly isWrong: boolean;
  readonly describedBy: string | undefined;
}

function Framed({ path, isWide, render }: { path: Path; isWide: boolean; render: (given: Given) => ReactNode }) {
  const id = useId();
  const names = useNames();
  const found = useWrong(path, true);
  const isWrong = found.length > 0;
  return (
    <div data-wide={isWide}>
      <label htmlFor={id}>{names.field(path.at(-1) ?? '')}</label>
      {render({ id, isWrong, describedBy: isWrong ? `${id}-wrong` : undefined })}
      <Wrongs found={found} id={`${id}-wrong`} />
    </div>
  );
}

function Leaf({ id, isWrong, describedBy, shape, path }: Given & { shape: Shape; path: Path }) {
  const { document, schema, set } = useEditing();
  const names = useNames();
  const value = at(document, path);
  const status = isWrong ? ('error' as const) : ('' as const);
  const common = { id, status, 'aria-describedby': describedBy, 'aria-invalid': isWrong };
  const options = shape.enum?.map((one) => ({ value: one, label: names.value(one) })) ?? [];
  if (CONDITIONS.has(path.at(-1) ?? '')) {
    const keep = (next: string) => set(path, next || undefined);
    return <Condition {...{ id, path, isWrong, describedBy }} value={String(value ?? '')} onChange={keep} />;
  }
  if (shape.type === 'boolean') {
    return <Switch id={id} checked={value === true} onChange={(on) => set(path, on)} />;
  }
  if (shape.type === 'integer' || shape.type === 'number') {
    const figure = typeof value === 'number' ? value : null;
    return (
      <InputNumber
        {...common}
        style={{ width: '100%' }}
        value={figure}
        onChange={(next) => set(path, next ?? undefined)}
      />
    );
  }
  if (shape.type === 'array') {
    const choices = (schema && shapeOf(shape.items, schema).enum) ?? [];
    const isFigures = schema && shapeOf(shape.items, schema).type === 'integer';
    return (
      <Select
        {...common}
        mode={choices.length ? 'multiple' : 'tags'}
        onInputKeyDown={letTabPass}
        style={{ width: '100%' }}
        value={Array.isArray(value) ? value.map(String) : []}
        options={choices.map((one) => ({ value: one, label: names.value(one) }))}
        onChange={(next: string[]) => set(path, isFigures ? next.map(Number).filter(Number.isFinite) : next)}
      />
    );
  }
  if (options.length) {
    const choice = typeof value === 'string' ? value : null;
    return (
      <Select
        {...common}
        style={{ width: '100%' }}
        value={choice}
        options={options}
        onChange={(next) => set(path, next)}
      />
    );
  }
  return (
    <Input {...common} value={String(value ?? '')} onChange={(event) => set(path, event.target.value || undefined)} />
  );
}

/** A text, Chinese and English side by side. */
function TextField({ path }: { path: Path }) {
  const { document, set } = useEditing();
  const names = useNames();
  const id = useId();
  const found = useWrong(path, true);
  const value = at(document, path);
  const text = isText(value) ? value : { zh: '', en: '' };
  return (
    <fieldset data-wide="true">
      <legend>{names.field(path.at(-1) ?? '')}</legend>
      <div className="both-languages">
        {(['zh', 'en'] as const).map((language) => (
          <div key={language} lang={language}>
            <label htmlFor={`${id}-${language}`}>{names.field(language)}</label>
            <Input.TextArea
              id={`${id}-${language}`}
              autoSize={{ minRows: 2, maxRows: 10 }}
              status={found.length ? 'error' : ''}
              value={text[language]}
              onChange={(event) => set(path, { ...text, [language]: event.target.value })}
            />
          </div>
        ))}
      </div>
      <Wrongs found={found} />
    </fieldset>
  );
}

/** A part within a part; one that may be left out can be added and removed. */
function Group({ shape, path }: { shape: Shape; path: Path }) {
  const t = useWords(words);
  const { document, schema, set } = useEditing();
  const names = useNames();
  const found = useWrong(path, false);
  const isThere = at(document, path) !== undefined && at(document, path) !== null;
  return (
    <fieldset data-wide="true">
      <legend>{names.field(path.at(-1) ?? '')}</legend>
      {isThere && <FieldsOf shape={shape} path={path} />}
      <Wrongs found={found} />
      <Button
        type="link"
        size="small"
        onClick={() => set(path, isThere || !schema ? undefined : beginning(shape, schema))}
      >
        {t(isThere ? 'remove' : 'addEntry')}
      </Button>
    </fieldset>
  );
}

function ListField({ shape, path }: { shape: Shape; path: Path }) {
  const t = useWords(words);
  const { document, schema, set } = useEditing();
  const names = useNames();
  const found = useWrong(path, false);
  const value = at(document, path);
  const entries = Array.isArray(value) ? value : [];
  if (!schema) return null;
  const item = shapeOf(shape.items, schema);
  return (
    <fieldset data-wide="true">
      <legend>{names.field(path.at(-1) ?? '')}</legend>
      <Flex vertical gap={12}>
        {entries.map((_, index) => (
          <Group key={index} shape={item} path={[...path, index]} />
        ))}
      </Flex>
      <Wrongs found={found} />
      <Button
        type="link"
        size="small"
        icon={<PlusOutlined aria-hidden />}
        onClick={() => set(path, [...entries, beginning(item, schema)])}
      >
        {t('addEntry')}
      </Button>
    </fieldset>
  );
}

/** A list for each of several keys, such as the dispositions of each finding. */
function MapField({ shape, path }: { shape: Shape; path: Path }) {
  const { document } = useEditing();
  const names = useNames();
  const found = useWrong(path, false);
  const value = at(document, path);
  return (
    <fieldset data-wide="true">
      <legend>{names.field(path.at(-1) ?? '')}</legend>
      <div className="policy-fields">
        {Object.keys(isFields(value) ? value : {}).map((key) => (
          <Field key={key} shape={shape} path={[...path, key]} />
        ))}
      </div>
      <Wrongs found={found} />
    </fieldset>
  );
}

/** What has no form of its own, as JSON. */
function Raw({ id, isWrong, describedBy, path }: Given & { path: Path }) {
  const t = useWords(words);
  const { document, set } = useEditing();
  const [typed, setTyped] = useState(() => JSON.stringify(at(document, path) ?? null, null, 2));
  const [isBroken, setBroken] = useState(false);
  const keep = (text: string) => {
    setTyped(text);
    try {
      const parsed = JSON.parse(text) as Json;
      set(path, parsed ?? undefined);
      setBroken(false);
    } catch {
      setBroken(true);
    }
  };
  return (
    <div className="condition">
      <Input.TextArea
        id={id}
        autoSize={{ minRows: 2, maxRows: 16 }}
        spellCheck={false}
        value={typed}
        status={isWrong || isBroken ? 'error' : ''}
        aria-describedby={describedBy}
        onChange={(event) => keep(event.target.value)}
      />
      <small className="muted" role="status">
        {t(isBroken ? 'rawWrong' : 'rawHint')}
      </small>
    </div>
  );
}
