import { clsx, type ClassValue } from 'clsx';
import { extendTailwindMerge } from 'tailwind-merge';

const merge = extendTailwindMerge({
  extend: {
    classGroups: {
      'font-size': [{ text: ['label', 'body', 'emphasis', 'section', 'page', 'tile', 'log'] }],
      shadow: [{ shadow: ['card', 'raised'] }],
    },
  },
});

/** Joins class names; a later one wins over an earlier one of its kind. */
export const cn = (...classes: ClassValue[]): string => merge(clsx(classes));
