import { Link } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { buttonLook } from '../../ui/button.tsx';
import { cn } from '../../ui/cn.ts';

/** `short` leaves only its sign on a phone, where a verdict beside it needs the room. */
export const NewSchedule = ({ short = false }: { short?: boolean }) => (
  <Link
    to="/schedules/new"
    className={cn(buttonLook({ look: 'primary' }), 'tap', short && 'max-sm:size-8 max-sm:p-0')}
  >
    <Plus aria-hidden="true" />
    <span className={cn(short && 'max-sm:sr-only')}>New schedule</span>
  </Link>
);
