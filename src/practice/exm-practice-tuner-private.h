/* exm-practice-tuner-private.h - the training of one job, on a thread of its own
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-practice-private.h"

G_BEGIN_DECLS

/* What a training is told. Owned by the tuner, read-only. */
typedef struct
{
  char  *dir;             /* the job's folder: task.json and checkpoints go here */
  char **train_paths;     /* earlier files first */
  char  *validation_path; /* NULL: none */
  guint  n_epochs;        /* 0: automatic */
  double rate_multiplier; /* of the learning rate */
  guint  adapter_rank;    /* 1 … 16 */
  guint  resume_step;     /* steps done before the service was stopped */
  guint  duration_ms;     /* all steps together at speed 1 */
} ExmPracticeTask;

void _exm_practice_task_free (ExmPracticeTask *task);

/* A thing that happened; given to the callback on the service thread. */
typedef enum
{
  EXM_PRACTICE_TUNER_READY,      /* the files are read: stats, n_epochs */
  EXM_PRACTICE_TUNER_POINT,      /* a step was measured */
  EXM_PRACTICE_TUNER_CHECKPOINT, /* a checkpoint is on disk */
  EXM_PRACTICE_TUNER_DONE,
  EXM_PRACTICE_TUNER_FAILED, /* reason */
} ExmPracticeTunerKind;

typedef struct
{
  ExmPracticeTunerKind kind;
  guint                step;
  guint                epoch;
  guint                n_epochs;
  double               train_loss;
  double               train_accuracy;
  guint                n_train;
  guint                n_eval;
  double               eval_loss;
  double               eval_accuracy;
  JsonObject          *stats;
  char                *reason;
} ExmPracticeTunerEvent;

typedef void (*ExmPracticeTunerFunc) (const ExmPracticeTunerEvent *event, gpointer user_data);

typedef struct _ExmPracticeTuner ExmPracticeTuner;

/* Takes @task. @func is called on the service thread until the tuner is freed. */
ExmPracticeTuner *_exm_practice_tuner_start (ExmPracticeState    *state,
                                             ExmPracticeTask     *task,
                                             ExmPracticeTunerFunc func,
                                             gpointer             user_data);

/* Cancels, waits for the thread (at most about a second), and calls no more. */
void _exm_practice_tuner_free (ExmPracticeTuner *self);

G_END_DECLS
