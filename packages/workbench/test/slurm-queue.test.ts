import { describe, expect, it } from 'vitest';
import { queuedTasks } from '../src/slurm/queue.js';
import { numbersOf, ranges } from '../src/slurm/script.js';

describe('what squeue says', () => {
  it('is read of 22.05 and of later versions, tasks that wait together one by one', () => {
    const earlier = {
      jobs: [
        {
          job_id: 7,
          array_job_id: 7,
          array_task_id: null,
          array_task_string: '3,5-6%2',
          job_state: 'PENDING',
          nodes: '',
          restart_cnt: 0,
        },
        {
          job_id: 9,
          array_job_id: 7,
          array_task_id: 1,
          array_task_string: '',
          job_state: 'RUNNING',
          nodes: 'n1',
          restart_cnt: 2,
        },
        {
          job_id: 8,
          array_job_id: 0,
          array_task_id: null,
          array_task_string: '',
          job_state: 'PENDING',
          nodes: '',
          restart_cnt: 0,
        },
        { job_id: 99, array_job_id: 0, array_task_id: null, job_state: 'RUNNING', nodes: 'n2', restart_cnt: 0 },
      ],
    };
    const number = (value: number) => ({ set: true, infinite: false, number: value });
    const none = { set: false, infinite: false, number: 0 };
    const later = {
      jobs: earlier.jobs.map((job) => ({
        ...job,
        array_job_id: number(job.array_job_id),
        array_task_id: job.array_task_id === null ? none : number(job.array_task_id),
        job_state: [job.job_state],
      })),
    };
    for (const said of [earlier, later]) {
      expect(
        queuedTasks(JSON.stringify(said), [7, 8]).map(({ job, task, state, nodes, restarts }) => [
          job,
          task,
          state,
          nodes,
          restarts,
        ]),
      ).toEqual([
        [7, 3, 'PENDING', '', 0],
        [7, 5, 'PENDING', '', 0],
        [7, 6, 'PENDING', '', 0],
        [7, 1, 'RUNNING', 'n1', 2],
        [8, null, 'PENDING', '', 0],
      ]);
    }
  });

  it('writes tasks as ranges and reads them', () => {
    expect(ranges([1, 2, 3, 5, 7, 8])).toBe('1-3,5,7-8');
    expect(numbersOf('1-3,5,7-8%2')).toEqual([1, 2, 3, 5, 7, 8]);
    expect(ranges([])).toBe('');
  });
});
