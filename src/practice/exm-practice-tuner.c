/* exm-practice-tuner.c - the training of one job, on a thread of its own
 *
 * The training itself takes a second; its steps are spread over the time that
 * a job shall take, so that one can watch. The numbers are those of the models
 * as they are made. Training is repeatable: after a restart the steps done
 * before are done again at once, and the rest at the usual pace.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-practice"

#include "config.h"

#include "exm-practice-tuner-private.h"

#include <math.h>
#include <string.h>

#include "exm-json-write.h"
#include "exm-nearest.h"
#include "exm-practice-dataset-private.h"
#include "exm-text.h"
#include "exm-trainer.h"

#define MAX_VALIDATION_ROWS 5000
#define MAX_LABELS 2000
#define MAX_LABEL_BYTES 300
#define MIN_PROBABILITY 1e-4
#define MEASURED_ROWS 200

struct _ExmPracticeTuner
{
  ExmPracticeState    *state;
  ExmPracticeTask     *task;
  ExmPracticeTunerFunc func;
  gpointer             user_data;
  GCancellable        *cancellable;
  GMainContext        *context;
  GThread             *thread;
  gatomicrefcount      ref_count;
  gboolean             dead; /* service thread: events still on their way are dropped */

  ExmPracticeDataset *train; /* earlier files and this job's own */
  ExmPracticeDataset *own;   /* this job's file, NULL: it is all of train */
  ExmPracticeDataset *validation;
  guint               n_epochs;
  guint               n_steps;
  gint64              pause_us; /* between steps at speed 1 */
};

typedef struct
{
  ExmPracticeTuner     *tuner;
  ExmPracticeTunerEvent event;
} Sent;

void
_exm_practice_task_free (ExmPracticeTask *task)
{
  g_free (task->dir);
  g_strfreev (task->train_paths);
  g_free (task->validation_path);
  g_free (task);
}

static void
tuner_unref (ExmPracticeTuner *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_clear_pointer (&self->train, _exm_practice_dataset_free);
  g_clear_pointer (&self->own, _exm_practice_dataset_free);
  g_clear_pointer (&self->validation, _exm_practice_dataset_free);
  _exm_practice_task_free (self->task);
  g_object_unref (self->cancellable);
  g_main_context_unref (self->context);
  g_free (self);
}

static gboolean
deliver_cb (gpointer user_data)
{
  Sent *sent = user_data;

  if (!sent->tuner->dead)
    sent->tuner->func (&sent->event, sent->tuner->user_data);
  return G_SOURCE_REMOVE;
}

static void
sent_free (gpointer data)
{
  Sent *sent = data;

  g_clear_pointer (&sent->event.stats, json_object_unref);
  g_free (sent->event.reason);
  tuner_unref (sent->tuner);
  g_free (sent);
}

static void
send_event (ExmPracticeTuner *self, const ExmPracticeTunerEvent *event)
{
  Sent *sent = g_new0 (Sent, 1);
  g_autoptr (GSource) source = g_idle_source_new ();

  g_atomic_ref_count_inc (&self->ref_count);
  sent->tuner = self;
  sent->event = *event;
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, deliver_cb, sent, sent_free);
  g_source_attach (source, self->context);
}

/* Waits for the next step's time; the speed may change meanwhile. */
static gboolean
pace (ExmPracticeTuner *self, guint step)
{
  double left = step > self->task->resume_step ? (double)self->pause_us : 0;

  while (left > 0 && !g_cancellable_is_cancelled (self->cancellable))
    {
      const double speed = _exm_practice_state_get_speed (self->state);
      const double slice = MIN (left / speed, 50000);

      if (slice < 200)
        break;
      g_usleep ((gulong)slice);
      left -= slice * speed;
    }
  return !g_cancellable_is_cancelled (self->cancellable);
}

/* What is counted, billed and named to the user is this job's file alone. */
static const ExmPracticeDataset *
own_file (ExmPracticeTuner *self)
{
  return self->own != NULL ? self->own : self->train;
}

static gboolean
read_files (ExmPracticeTuner *self, char **reason)
{
  const guint n_paths = g_strv_length (self->task->train_paths);

  self->train = _exm_practice_dataset_new ();
  for (guint i = 0; i < n_paths; i++)
    if (!_exm_practice_dataset_read (self->train, self->task->train_paths[i], reason))
      return FALSE;
  if (n_paths > 1)
    {
      self->own = _exm_practice_dataset_new ();
      if (!_exm_practice_dataset_read (self->own, self->task->train_paths[n_paths - 1], reason))
        return FALSE;
    }
  if (self->task->validation_path == NULL)
    return TRUE;
  self->validation = _exm_practice_dataset_new ();
  if (!_exm_practice_dataset_read (self->validation, self->task->validation_path, reason))
    return FALSE;
  if (self->validation->inputs->len > MAX_VALIDATION_ROWS)
    *reason = g_strdup_printf ("The validation dataset has %u examples; at most %d are allowed.",
                               self->validation->inputs->len, MAX_VALIDATION_ROWS);
  else if (self->validation->bytes * 4 > own_file (self)->bytes)
    *reason = g_strdup ("The validation dataset is larger than 25% of the training dataset.");
  return *reason == NULL;
}

/* As many as suit the size, when nobody asked for a number. */
static guint
automatic_epochs (guint n_rows)
{
  if (n_rows < 200)
    return 8;
  if (n_rows < 2000)
    return 5;
  return n_rows < 20000 ? 3 : 2;
}

/* The different outputs in order of appearance; NULL when they are free text. */
static GPtrArray *
find_labels (const ExmPracticeDataset *data, GHashTable *numbers)
{
  GPtrArray  *labels = g_ptr_array_new ();
  const guint n = data->outputs->len;

  for (guint i = 0; i < n; i++)
    {
      char *output = g_ptr_array_index (data->outputs, i);

      if (g_hash_table_contains (numbers, output))
        continue;
      g_hash_table_insert (numbers, output, GUINT_TO_POINTER (labels->len));
      g_ptr_array_add (labels, output);
      if (labels->len > MAX_LABELS || strlen (output) > MAX_LABEL_BYTES)
        break;
    }
  if (labels->len * 2 <= n + 2 && labels->len <= MAX_LABELS && strlen (g_ptr_array_index (labels, labels->len - 1)) <= MAX_LABEL_BYTES)
    return labels;
  g_ptr_array_unref (labels);
  return NULL;
}

static JsonArray *
texts_to_json (const GPtrArray *texts, const guint *order)
{
  JsonArray *array = json_array_sized_new (texts->len);

  for (guint i = 0; i < texts->len; i++)
    json_array_add_string_element (array, g_ptr_array_index (texts, order != NULL ? order[i] : i));
  return array;
}

static gboolean
save_file (ExmPracticeTuner *self, const char *file, const char *text)
{
  g_autofree char *path = g_build_filename (self->task->dir, file, NULL);

  return g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL);
}

static gboolean
save_task (ExmPracticeTuner *self, const GPtrArray *inputs, const GPtrArray *outputs, const guint *order)
{
  g_autoptr (JsonObject) task = json_object_new ();
  g_autofree char *text = NULL;

  json_object_set_array_member (task, "outputs", texts_to_json (outputs, order));
  if (inputs != NULL)
    json_object_set_array_member (task, "inputs", texts_to_json (inputs, order));
  text = _exm_practice_json_text (task);
  return save_file (self, "task.json", text);
}

static void
send_ready (ExmPracticeTuner *self)
{
  const ExmPracticeTunerEvent event = {
    .kind = EXM_PRACTICE_TUNER_READY,
    .n_epochs = self->n_epochs,
    .stats = _exm_practice_dataset_stats (own_file (self), self->n_steps),
  };

  self->pause_us = (gint64)self->task->duration_ms * 1000 / MAX (self->n_steps, 1);
  send_event (self, &event);
}

static void
send_point (ExmPracticeTuner *self, const ExmTrainerPoint *point)
{
  const ExmPracticeTunerEvent event = {
    .kind = EXM_PRACTICE_TUNER_POINT,
    .step = point->step,
    .epoch = point->epoch,
    .n_epochs = self->n_epochs,
    .train_loss = point->train_loss,
    .train_accuracy = point->train_accuracy,
    .n_train = point->n_train,
    .n_eval = point->n_eval,
    .eval_loss = point->eval_loss,
    .eval_accuracy = point->eval_accuracy,
  };

  if (point->step > self->task->resume_step)
    send_event (self, &event);
}

static void
send_checkpoint (ExmPracticeTuner *self, guint epoch, guint step)
{
  const ExmPracticeTunerEvent event = {
    .kind = EXM_PRACTICE_TUNER_CHECKPOINT,
    .step = step,
    .epoch = epoch,
    .n_epochs = self->n_epochs,
  };

  send_event (self, &event);
}

static gboolean
save_model (ExmPracticeTuner *self, const ExmClassifier *model, guint epoch)
{
  g_autofree char *file = g_strdup_printf ("checkpoint-%u", epoch);
  g_autofree char *path = g_build_filename (self->task->dir, file, NULL);

  return exm_classifier_save (model, path, NULL);
}

static ExmTrainer *
make_trainer (ExmPracticeTuner *self, const GPtrArray *labels, GHashTable *numbers, GError **error)
{
  const guint             n = self->train->inputs->len;
  g_autofree guint       *classes = g_new (guint, n);
  const ExmTrainerOptions options = {
    .n_epochs = self->n_epochs,
    .rate = CLAMP (EXM_TRAINER_RATE * self->task->rate_multiplier, 0.01, 1),
    .bits = self->task->adapter_rank >= 4 ? 20 : (self->task->adapter_rank == 2 ? 18 : 16),
  };
  ExmTrainer *trainer;

  for (guint i = 0; i < n; i++)
    classes[i] = GPOINTER_TO_UINT (
      g_hash_table_lookup (numbers, g_ptr_array_index (self->train->outputs, i)));
  trainer = exm_trainer_new ((const char *const *)self->train->inputs->pdata, classes, n,
                             labels->len, &options, self->cancellable, error);
  if (trainer != NULL && self->validation != NULL)
    {
      const guint       n_eval = self->validation->inputs->len;
      g_autofree guint *truth = g_new (guint, n_eval);

      for (guint i = 0; i < n_eval; i++)
        {
          gpointer number;

          truth[i] = g_hash_table_lookup_extended (
                       numbers, g_ptr_array_index (self->validation->outputs, i), NULL, &number)
                       ? GPOINTER_TO_UINT (number)
                       : EXM_TRAINER_UNKNOWN;
        }
      exm_trainer_set_validation (trainer, (const char *const *)self->validation->inputs->pdata,
                                  truth, n_eval);
    }
  return trainer;
}

static gboolean
train_labels (ExmPracticeTuner *self, const GPtrArray *labels, GHashTable *numbers)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ExmTrainer) trainer = make_trainer (self, labels, numbers, &error);
  /* A run that was meant to be short or slow keeps what it learnt. */
  const gboolean  close = self->n_epochs >= 3 && self->task->rate_multiplier >= 1;
  ExmTrainerPoint point;

  if (trainer == NULL || !save_task (self, NULL, labels, NULL))
    return FALSE;
  self->n_steps = exm_trainer_get_n_steps (trainer);
  send_ready (self);
  while (exm_trainer_step (trainer, &point))
    {
      g_autoptr (ExmClassifier) model = NULL;
      const gboolean last = point.step == self->n_steps;

      if (!pace (self, point.step))
        return FALSE;
      if (last && close)
        model = exm_trainer_finish (trainer, &point, self->cancellable, &error);
      else if (point.epoch_ends)
        model = exm_trainer_snapshot (trainer);
      send_point (self, &point);
      if (!point.epoch_ends)
        continue;
      if (model == NULL || !save_model (self, model, point.epoch))
        return FALSE;
      send_checkpoint (self, point.epoch, point.step);
    }
  return TRUE;
}

/* Share of the words of b that a has, each counted once. */
static double
word_overlap (const char *a, const char *b)
{
  g_auto (GStrv) x = exm_text_words (a);
  g_auto (GStrv) y = exm_text_words (b);
  g_autoptr (GHashTable) set = g_hash_table_new (g_str_hash, g_str_equal);
  guint hits = 0;
  guint n = 0;

  for (guint i = 0; x[i] != NULL; i++)
    g_hash_table_add (set, x[i]);
  for (; y[n] != NULL; n++)
    hits += g_hash_table_contains (set, y[n]);
  return n > 0 ? (double)hits / n : 1;
}

/* Free text: how much of the right output the nearest known example has. */
static void
measure_nearest (const ExmNearest         *nearest,
                 guint                     n_known,
                 const GPtrArray          *learnt_outputs,
                 const guint              *order,
                 const ExmPracticeDataset *data,
                 double                   *loss,
                 double                   *accuracy,
                 guint                    *n)
{
  const guint stride = data->inputs->len / MEASURED_ROWS + 1;

  *loss = *accuracy = 0;
  *n = 0;
  for (guint i = 0; i < data->inputs->len; i += stride, (*n)++)
    {
      ExmNearestHit hit;
      double        overlap = 0;

      if (exm_nearest_find (nearest, g_ptr_array_index (data->inputs, i), n_known, &hit, 1) > 0)
        overlap = word_overlap (g_ptr_array_index (learnt_outputs, order[hit.row]),
                                g_ptr_array_index (data->outputs, i));
      *accuracy += overlap;
      *loss -= log (MAX (overlap, MIN_PROBABILITY));
    }
  *loss /= *n;
  *accuracy /= *n;
}

/* An epoch is a share of the examples, in an order that is mixed once. */
static gboolean
train_text (ExmPracticeTuner *self)
{
  const guint             n = self->train->inputs->len;
  const guint             per_epoch = 4;
  g_autofree guint       *order = g_new (guint, n);
  g_autofree const char **texts = g_new (const char *, n);
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  g_autoptr (ExmNearest) nearest = NULL;

  for (guint i = 0; i < n; i++)
    order[i] = i;
  for (guint i = n; i > 1; i--)
    {
      const guint k = (guint)g_rand_int_range (rand, 0, (gint32)i);
      const guint kept = order[k];

      order[k] = order[i - 1];
      order[i - 1] = kept;
    }
  for (guint i = 0; i < n; i++)
    texts[i] = g_ptr_array_index (self->train->inputs, order[i]);
  nearest = exm_nearest_new (texts, n, self->cancellable, NULL);
  if (nearest == NULL || !save_task (self, self->train->inputs, self->train->outputs, order))
    return FALSE;
  self->n_steps = self->n_epochs * per_epoch;
  send_ready (self);
  for (guint step = 1; step <= self->n_steps; step++)
    {
      const guint      known = (guint)MAX ((guint64)n * step / self->n_steps, 1);
      ExmTrainerPoint  point = { .step = step, .epoch = (step - 1) / per_epoch + 1 };
      g_autofree char *file = g_strdup_printf ("checkpoint-%u", point.epoch);
      g_autofree char *text = g_strdup_printf ("%u", known);

      if (!pace (self, step))
        return FALSE;
      measure_nearest (nearest, known, self->train->outputs, order, self->train, &point.train_loss,
                       &point.train_accuracy, &point.n_train);
      if (self->validation != NULL)
        measure_nearest (nearest, known, self->train->outputs, order, self->validation,
                         &point.eval_loss, &point.eval_accuracy, &point.n_eval);
      send_point (self, &point);
      if (step % per_epoch != 0)
        continue;
      if (!save_file (self, file, text))
        return FALSE;
      send_checkpoint (self, point.epoch, step);
    }
  return TRUE;
}

static gpointer
thread_func (gpointer data)
{
  ExmPracticeTuner     *self = data;
  ExmPracticeTunerEvent event = { .kind = EXM_PRACTICE_TUNER_FAILED };
  g_autoptr (GHashTable) numbers = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) labels = NULL;

  if (read_files (self, &event.reason))
    {
      self->n_epochs = self->task->n_epochs > 0 ? self->task->n_epochs
                                                : automatic_epochs (self->train->inputs->len);
      labels = find_labels (self->train, numbers);
      if (labels != NULL ? train_labels (self, labels, numbers) : train_text (self))
        event.kind = EXM_PRACTICE_TUNER_DONE;
      else
        event.reason = g_strdup ("Internal error encountered. Please try again.");
    }
  if (!g_cancellable_is_cancelled (self->cancellable))
    send_event (self, &event);
  else
    g_free (event.reason);
  tuner_unref (self);
  return NULL;
}

ExmPracticeTuner *
_exm_practice_tuner_start (ExmPracticeState    *state,
                           ExmPracticeTask     *task,
                           ExmPracticeTunerFunc func,
                           gpointer             user_data)
{
  ExmPracticeTuner *self = g_new0 (ExmPracticeTuner, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->state = state;
  self->task = task;
  self->func = func;
  self->user_data = user_data;
  self->cancellable = g_cancellable_new ();
  self->context = g_main_context_ref (state->context);
  g_atomic_ref_count_inc (&self->ref_count);
  self->thread = g_thread_new ("practice-tuner", thread_func, self);
  return self;
}

void
_exm_practice_tuner_free (ExmPracticeTuner *self)
{
  self->dead = TRUE;
  g_cancellable_cancel (self->cancellable);
  g_thread_join (g_steal_pointer (&self->thread));
  tuner_unref (self);
}
