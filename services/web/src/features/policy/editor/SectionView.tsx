/** One section of the policy: its entries as people read them, each to be changed where it stands. */
import { DeleteOutlined, EditOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Flex } from 'antd';
import { useState } from 'react';
import { useSay, useText, useWords } from '../../../app/language.ts';
import { Card } from '../../../ui/Card.tsx';
import { useConfirm } from '../../../ui/confirm.ts';
import { Nothing } from '../../../ui/states.tsx';
import { HEAD, type Section, SECTIONS } from '../names.sections.ts';
import { words } from '../words.ts';
import { useEditing, useWrong } from './context.ts';
import {
  at,
  beginning,
  type Fields,
  isFields,
  isText,
  nameOf,
  type Path,
  rootOf,
  type Shape,
  shapeOf,
} from './document.ts';
import { FieldsOf } from './Field.tsx';
import { BothLanguages, Parts } from './Value.tsx';
import { Wrongs } from './Wrongs.tsx';

const TITLED = ['clause', 'code', 'text', 'factory'] as const;

export function SectionView({ section }: { section: Section }) {
  const t = useWords(words);
  const { document, schema, mayEdit, set } = useEditing();
  const shape = schema && sectionShape(section, rootOf(schema));
  const value = section === 'document' ? headOf(document) : document[section];
  const add = () => {
    if (!shape || !schema) return;
    const known = shapeOf(shape, schema);
    if (known.type === 'array')
      set([section], [...(Array.isArray(value) ? value : []), beginning(known.items, schema)]);
    else set([section], beginning(known, schema));
  };
  const isList = Array.isArray(value) || (schema && shapeOf(shape, schema).type === 'array');
  const isEmpty = value === undefined || value === null || (Array.isArray(value) && !value.length);
  const adding = mayEdit && (isList || isEmpty) && (
    <Button icon={<PlusOutlined aria-hidden />} onClick={add}>
      {t(isList ? 'addEntry' : 'addSection')}
    </Button>
  );
  return (
    <Flex vertical gap={12}>
      <SectionWrongs section={section} />
      {isEmpty && <Nothing title={t('empty')} />}
      {Array.isArray(value) &&
        value.map((_, index) => (
          <Entry key={index} path={[section, index]} shape={schema && shapeOf(shapeOf(shape, schema).items, schema)} />
        ))}
      {isFields(value) && (
        <Entry path={section === 'document' ? [] : [section]} shape={schema && shapeOf(shape, schema)} />
      )}
      {adding}
    </Flex>
  );
}

const headOf = (document: Fields): Fields => Object.fromEntries(HEAD.map((field) => [field, document[field] ?? null]));

function sectionShape(section: Section, root: Shape): Shape {
  if (section !== 'document') return root.properties?.[section] ?? {};
  const fields = HEAD.map((field) => [field, root.properties?.[field] ?? {}] as const);
  return { title: 'Head', properties: Object.fromEntries(fields), required: HEAD };
}

function SectionWrongs({ section }: { section: Section }) {
  return <Wrongs found={useWrong([section], false)} />;
}

function Entry({ path, shape }: { path: Path; shape: Shape | undefined }) {
  const t = useWords(words);
  const say = useSay();
  const text = useText();
  const { document, mayEdit } = useEditing();
  const whole = at(document, path);
  const value = path.length || !isFields(whole) ? whole : headOf(whole);
  const [isOpen, setOpen] = useState(() => isFields(value) && nameOf(value) === '' && path.length === 2);
  const deep = useWrong(path, true);
  if (!isFields(value)) return null;
  const step = path[1];
  const section = (path[0] ?? 'document') as Section;
  const name = nameOf(value) || (typeof step === 'number' ? t('entry', { n: step + 1 }) : say(SECTIONS[section]));
  const label = isText(value.text) ? `${name} ${text(value.text)}` : name;
  const isEditing = isOpen && mayEdit && shape !== undefined;
  return (
    <Card
      size="small"
      title={name}
      extra={
        mayEdit && (
          <Flex gap={4}>
            <Button
              size="small"
              type={isEditing ? 'primary' : 'text'}
              icon={!isEditing && <EditOutlined aria-hidden />}
              aria-label={isEditing ? t('finish') : t('editOne', { name: label })}
              onClick={() => setOpen(!isOpen)}
            >
              {t(isEditing ? 'finish' : 'edit')}
            </Button>
            {path.length === 2 && <Remove path={path} name={name} onGone={() => setOpen(false)} />}
          </Flex>
        )
      }
    >
      {isEditing ? (
        <FieldsOf shape={shape} path={path} />
      ) : (
        <>
          {isText(value.text) && <BothLanguages text={value.text} />}
          <Parts fields={value} without={TITLED} />
          {path.length > 0 && <Wrongs found={deep} />}
        </>
      )}
    </Card>
  );
}

function Remove({ path, name, onGone }: { path: Path; name: string; onGone: () => void }) {
  const t = useWords(words);
  const confirm = useConfirm();
  const { set } = useEditing();
  const remove = async () => {
    const title = t('removeTitle', { name });
    if (!(await confirm({ title, content: t('removeHint'), verb: t('remove'), dangerous: true }))) return;
    onGone();
    set(path, undefined);
  };
  return (
    <Button
      size="small"
      type="text"
      danger
      icon={<DeleteOutlined aria-hidden />}
      aria-label={`${t('remove')} ${name}`}
      onClick={() => void remove()}
    />
  );
}
