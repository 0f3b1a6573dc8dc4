/* exm-practice-brain.c - what a tuned endpoint answers from
 *
 * A job's folder has task.json (outputs, and the inputs of a free-text task, in
 * the order in which they were learnt) and one file for each checkpoint: a
 * model, or how many of the examples were known by then.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-practice"

#include "config.h"

#include "exm-practice-private.h"

#include <math.h>

#include "exm-classifier.h"
#include "exm-json-gate.h"
#include "exm-nearest.h"

#define N_NEAREST 16
/* How sharply the nearest example is preferred to the next, when drawing. */
#define NEAREST_SCALE 12.0

struct _ExmPracticeBrain
{
  ExmClassifier *classifier; /* NULL: free text */
  ExmNearest    *nearest;
  guint          n_known;
  char         **outputs; /* of classes, or of examples */
};

static char **
string_list (JsonArray *array)
{
  const guint n = exm_json_array_size (array);
  char      **list = g_new0 (char *, n + 1);

  for (guint i = 0; i < n; i++)
    {
      const char *text = exm_json_array_string (array, i);

      list[i] = g_strdup (text != NULL ? text : "");
    }
  return list;
}

ExmPracticeBrain *
_exm_practice_brain_load (const char *dir, guint checkpoint)
{
  g_autofree char *task_path = g_build_filename (dir, "task.json", NULL);
  g_autofree char *file = g_strdup_printf ("checkpoint-%u", checkpoint);
  g_autofree char *path = g_build_filename (dir, file, NULL);
  g_autofree char *text = NULL;
  g_autofree char *known = NULL;
  g_autoptr (JsonObject) task = NULL;
  g_auto (GStrv) inputs = NULL;
  ExmPracticeBrain *self;
  gsize             size;

  if (!g_file_get_contents (task_path, &text, &size, NULL))
    return NULL;
  task = exm_json_parse_object (text, (gssize)size, NULL);
  if (task == NULL)
    return NULL;
  self = g_new0 (ExmPracticeBrain, 1);
  self->outputs = string_list (exm_json_get_array (task, "outputs"));
  if (exm_json_get_array (task, "inputs") == NULL)
    {
      self->classifier = exm_classifier_load (path, NULL);
      if (self->classifier != NULL && exm_classifier_get_n_classes (self->classifier) == g_strv_length (self->outputs))
        return self;
    }
  else if (g_file_get_contents (path, &known, NULL, NULL))
    {
      inputs = string_list (exm_json_get_array (task, "inputs"));
      self->nearest = exm_nearest_new ((const char *const *)inputs,
                                       MIN (g_strv_length (inputs), g_strv_length (self->outputs)),
                                       NULL, NULL);
      self->n_known = (guint)g_ascii_strtoull (known, NULL, 10);
      return self;
    }
  _exm_practice_brain_free (self);
  return NULL;
}

void
_exm_practice_brain_free (ExmPracticeBrain *self)
{
  g_clear_pointer (&self->classifier, exm_classifier_unref);
  g_clear_pointer (&self->nearest, exm_nearest_free);
  g_strfreev (self->outputs);
  g_free (self);
}

static double
draw (guint64 *random)
{
  guint64 z = (*random += G_GUINT64_CONSTANT (0x9E3779B97F4A7C15));

  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xBF58476D1CE4E5B9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94D049BB133111EB);
  z ^= z >> 31;
  return (double)(z >> 11) / (double)(G_GUINT64_CONSTANT (1) << 53);
}

/* One of n scores by softmax; its log-probability at temperature 1 goes to
 * @log_probability. */
static guint
choose (const double *scores, guint n, double temperature, guint64 *random, double *log_probability)
{
  guint  chosen = 0;
  double sum = 0;
  double all = 0;
  double left;

  for (guint i = 1; i < n; i++)
    if (scores[i] > scores[chosen])
      chosen = i;
  for (guint i = 0; i < n; i++)
    all += exp (scores[i] - scores[chosen]);
  if (temperature > 0)
    {
      const double best = scores[chosen];
      guint        pick = 0;

      for (guint i = 0; i < n; i++)
        sum += exp ((scores[i] - best) / temperature);
      left = draw (random) * sum;
      for (pick = 0; pick + 1 < n; pick++)
        if ((left -= exp ((scores[pick] - best) / temperature)) < 0)
          break;
      *log_probability = scores[pick] - best - log (all);
      return pick;
    }
  *log_probability = -log (all);
  return chosen;
}

static void
answer_nearest (const ExmPracticeBrain *self,
                const char             *prompt,
                double                  temperature,
                guint64                *random,
                ExmPracticeAnswer      *answer)
{
  ExmNearestHit hits[N_NEAREST];
  double        scores[N_NEAREST];
  const guint   n = exm_nearest_find (self->nearest, prompt, self->n_known, hits, N_NEAREST);

  if (n == 0)
    {
      answer->text = g_strdup (self->outputs[0] != NULL ? self->outputs[0] : "");
      answer->log_probability = log (1.0 / MAX (self->n_known, 1));
      return;
    }
  for (guint i = 0; i < n; i++)
    scores[i] = NEAREST_SCALE * hits[i].similarity;
  answer->text = g_strdup (self->outputs[hits[choose (scores, n, temperature, random, &answer->log_probability)].row]);
}

void
_exm_practice_brain_answer (const ExmPracticeBrain *self,
                            const char             *prompt,
                            double                  temperature,
                            guint64                *random,
                            ExmPracticeAnswer      *answer)
{
  g_autofree double *scores = NULL;
  guint              n;

  if (self->classifier == NULL)
    {
      answer_nearest (self, prompt, temperature, random, answer);
      return;
    }
  n = exm_classifier_get_n_classes (self->classifier);
  scores = g_new (double, n);
  exm_classifier_margins (self->classifier, prompt, scores);
  for (guint k = 0; k < n; k++)
    scores[k] *= exm_classifier_get_scale (self->classifier);
  answer->text = g_strdup (self->outputs[choose (scores, n, temperature, random, &answer->log_probability)]);
}
