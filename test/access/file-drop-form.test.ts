import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { fileDropForm } from '../../src/access/file-drop-form.ts';

const form = fileDropForm(z.int().min(10));
const given = { kind: 'FILE_DROP', folder: '/srv/registers/housing', every: 30 };

describe('where files are dropped', () => {
  it('is a folder, and how often it is looked into', () => {
    expect(form.parse(given)).toEqual({ ...given, mostBytes: 268_435_456 });
  });

  it.each(['registers', '/srv/../etc', '/srv/registers/', '/srv//registers', '/', '', '/a\0b'])(
    'is not %j',
    (folder) => expect(form.safeParse({ ...given, folder }).success).toBe(false),
  );

  it.each([{ every: 1 }, { mostBytes: 0 }, { mostBytes: 2 ** 40 }, { password: 'x' }])('has no %j', (more) =>
    expect(form.safeParse({ ...given, ...more }).success).toBe(false),
  );
});
