/** Photos of a case: taken or chosen, sent at once, shown small, removable. */
import { CameraOutlined, CloseOutlined, ReloadOutlined } from '@ant-design/icons';
import { Button, Flex, Spin } from 'antd';
import { type DragEvent, useRef, useState } from 'react';
import { asProblem } from '../api/problem.ts';
import { useWords } from '../app/language.ts';
import { upload } from './upload.ts';
import { words } from './words.ts';

interface Photo {
  readonly key: string;
  readonly file: File;
  readonly preview: string;
  readonly id?: string;
  readonly error?: string;
}

interface Props {
  /** Ids of the photos that have arrived. */
  value: readonly string[];
  onChange: (change: (ids: readonly string[]) => string[]) => void;
  label: string;
  /** The return under way that they are for, if there is one already. */
  returnId?: string;
}

export function PhotoInput({ value, onChange, label, returnId }: Props) {
  const t = useWords(words);
  const field = useRef<HTMLInputElement>(null);
  const [photos, setPhotos] = useState<Photo[]>([]);
  const set = (key: string, changed: Partial<Photo>) =>
    setPhotos((before) => before.map((one) => (one.key === key ? { ...one, ...changed } : one)));
  const send = (photo: Photo) =>
    upload(photo.file, 'photo', returnId).then(
      ({ id }) => {
        set(photo.key, { id });
        onChange((ids) => [...ids, id]);
      },
      (error: unknown) => set(photo.key, { error: asProblem(error).detail || t('photoFailed') }),
    );
  const add = (files: FileList | null) => {
    const added = [...(files ?? [])].map((file) => ({
      key: crypto.randomUUID(),
      file,
      preview: URL.createObjectURL(file),
    }));
    setPhotos((before) => [...before, ...added]);
    for (const photo of added) void send(photo);
  };
  const remove = (photo: Photo) => {
    URL.revokeObjectURL(photo.preview);
    setPhotos((before) => before.filter((one) => one.key !== photo.key));
    onChange((ids) => ids.filter((id) => id !== photo.id));
  };
  const retry = (photo: Photo) => {
    set(photo.key, { error: '' });
    void send(photo);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    add(event.dataTransfer.files);
  };
  const kept = value.filter((id) => !photos.some((photo) => photo.id === id)).length;
  return (
    <Flex
      gap={8}
      wrap
      align="center"
      onDragOver={(event) => event.preventDefault()}
      onDrop={drop}
      role="group"
      aria-label={label}
    >
      <input
        ref={field}
        type="file"
        accept="image/*"
        multiple
        style={{ display: 'none' }}
        aria-label={label}
        onChange={(event) => {
          add(event.target.files);
          event.target.value = '';
        }}
      />
      {photos.map((photo) => (
        <Thumbnail key={photo.key} photo={photo} onRemove={() => remove(photo)} onRetry={() => retry(photo)} />
      ))}
      <Button icon={<CameraOutlined />} onClick={() => field.current?.click()}>
        {t('photoAdd')}
      </Button>
      {kept > 0 && <small>{t('photoKept', { count: kept })}</small>}
    </Flex>
  );
}

interface ThumbnailProps {
  photo: Photo;
  onRemove: () => void;
  onRetry: () => void;
}

function Thumbnail({ photo, onRemove, onRetry }: ThumbnailProps) {
  const t = useWords(words);
  const isSending = !photo.id && !photo.error;
  return (
    <div className="thumbnail" data-state={photo.error ? 'failed' : photo.id ? 'ready' : 'sending'}>
      <img src={photo.preview} alt={photo.file.name} />
      {isSending && <Spin size="small" aria-label={t('photoSending')} />}
      {photo.error && (
        <Button
          size="small"
          danger
          icon={<ReloadOutlined />}
          title={photo.error}
          aria-label={`${photo.error} ${t('retry')}`}
          onClick={onRetry}
        />
      )}
      <Button
        className="thumbnail-remove"
        size="small"
        shape="circle"
        icon={<CloseOutlined />}
        aria-label={t('photoRemove', { name: photo.file.name })}
        onClick={onRemove}
      />
    </div>
  );
}
