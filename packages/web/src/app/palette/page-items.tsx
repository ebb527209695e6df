import { useNavigate } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { keysOf, PAGES } from '../navigation.tsx';
import type { Then } from './command-palette.tsx';
import { PaletteGroup, PaletteItem } from './palette-item.tsx';

export function PageItems({ then }: { then: Then }) {
  const navigate = useNavigate();
  return (
    <PaletteGroup heading="Pages">
      {PAGES.map((page) => (
        <PaletteItem
          key={page.to}
          value={`go to ${page.label}`}
          icon={<page.icon />}
          aside={keysOf(page)}
          onSelect={then(() => void navigate({ to: page.to }))}
        >
          {page.label}
        </PaletteItem>
      ))}
      <PaletteItem
        value="new schedule create"
        icon={<Plus />}
        aside="n"
        onSelect={then(() => void navigate({ to: '/schedules/new' }))}
      >
        New schedule
      </PaletteItem>
    </PaletteGroup>
  );
}
