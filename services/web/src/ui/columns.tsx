/** Columns of a list and which of them a person wants to see. */
import { TableOutlined } from '@ant-design/icons';
import { Button, Checkbox, Flex, Popover, Tag } from 'antd';
import { type ReactNode, useCallback, useState } from 'react';
import { Link } from 'react-router';
import { useWords } from '../app/language.ts';
import { words } from './words.ts';
import type { Cell } from './xlsx.ts';

export interface Column<Row> {
  readonly key: string;
  readonly title: string;
  /** What stands in the exported workbook, and on the page unless `render` says otherwise. */
  readonly value: (row: Row) => Cell;
  readonly render?: (row: Row) => ReactNode;
  readonly align?: 'start' | 'end' | 'center';
  readonly width?: number;
  /** Not shown until somebody asks for it. */
  readonly isExtra?: boolean;
}

export type Columns<Row> = readonly Column<Row>[];

/** A number or a code, which is read as one word and not broken at its hyphens. */
const CODE = /^[\w-]{1,24}$/;

type Text<Row> = (row: Row) => string;

/** A column that leads to the page of what it names. */
export function linkColumn<Row>(key: string, title: string, value: Text<Row>, to: Text<Row>): Column<Row> {
  const render = (row: Row) => (
    <Link to={to(row)} className={CODE.test(value(row)) ? 'code' : undefined}>
      {value(row)}
    </Link>
  );
  return { key, title, value, render };
}

/** A column of tags, each in the tone of its row. */
export function tagColumn<Row>(key: string, title: string, value: Text<Row>, tone: Text<Row>): Column<Row> {
  return { key, title, value, render: (row) => <Tag color={tone(row)}>{value(row)}</Tag> };
}

/** The keys of the columns that are shown, kept in the browser. */
export function useColumnChoice<Row>(id: string, columns: Columns<Row>): [string[], (keys: string[]) => void] {
  const place = `aftersales.columns.${id}`;
  const [chosen, setChosen] = useState<string[] | null>(() => {
    try {
      return JSON.parse(localStorage.getItem(place) ?? 'null') as string[] | null;
    } catch {
      return null;
    }
  });
  const choose = useCallback(
    (keys: string[]) => {
      localStorage.setItem(place, JSON.stringify(keys));
      setChosen(keys);
    },
    [place],
  );
  return [chosen ?? columns.filter((one) => !one.isExtra).map((one) => one.key), choose];
}

interface ChoiceProps<Row> {
  columns: Columns<Row>;
  shown: string[];
  choose: (keys: string[]) => void;
}

export function ColumnChoice<Row>({ columns, shown, choose }: ChoiceProps<Row>) {
  const t = useWords(words);
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      content={
        <Checkbox.Group value={shown} onChange={choose}>
          <Flex vertical gap={8}>
            {columns.map((one, index) => (
              <Checkbox key={one.key} value={one.key} disabled={index === 0}>
                {one.title}
              </Checkbox>
            ))}
          </Flex>
        </Checkbox.Group>
      }
    >
      <Button icon={<TableOutlined />}>{t('columns')}</Button>
    </Popover>
  );
}
