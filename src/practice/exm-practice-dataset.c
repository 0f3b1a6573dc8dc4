/* exm-practice-dataset.c - a JSONL tuning file as inputs and outputs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-practice"

#include "config.h"

#include "exm-practice-dataset-private.h"

#include <string.h>

#include "exm-json-gate.h"
#include "exm-practice-private.h"

#define MAX_SHOWN 10
#define N_BUCKETS 10

ExmPracticeDataset *
_exm_practice_dataset_new (void)
{
  ExmPracticeDataset *self = g_new0 (ExmPracticeDataset, 1);

  self->inputs = g_ptr_array_new_with_free_func (g_free);
  self->outputs = g_ptr_array_new_with_free_func (g_free);
  self->input_tokens = g_array_new (FALSE, FALSE, sizeof (guint));
  self->output_tokens = g_array_new (FALSE, FALSE, sizeof (guint));
  self->turns = g_array_new (FALSE, FALSE, sizeof (guint));
  self->dropped = g_array_new (FALSE, FALSE, sizeof (guint));
  self->reasons = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
_exm_practice_dataset_free (ExmPracticeDataset *self)
{
  g_ptr_array_unref (self->inputs);
  g_ptr_array_unref (self->outputs);
  g_array_unref (self->input_tokens);
  g_array_unref (self->output_tokens);
  g_array_unref (self->turns);
  g_array_unref (self->dropped);
  g_ptr_array_unref (self->reasons);
  g_free (self);
}

static JsonObject *
system_instruction (JsonObject *example)
{
  JsonObject *system = exm_json_get_object (example, "systemInstruction");

  return system != NULL ? system : exm_json_get_object (example, "system_instruction");
}

static guint
count_images (JsonArray *contents)
{
  guint n = 0;

  for (guint i = 0; i < exm_json_array_size (contents); i++)
    {
      JsonArray *parts = exm_json_get_array (exm_json_array_object (contents, i), "parts");

      for (guint j = 0; j < exm_json_array_size (parts); j++)
        {
          JsonObject *file = exm_json_get_object (exm_json_array_object (parts, j), "fileData");
          const char *type = exm_json_get_string (file, "mimeType");

          n += type != NULL && g_str_has_prefix (type, "image/");
        }
    }
  return n;
}

/* Left out of the training, not billed. */
static const char *
drop (ExmPracticeDataset *self, guint number, char *reason)
{
  g_array_append_val (self->dropped, number);
  g_ptr_array_add (self->reasons, reason);
  return NULL;
}

/* NULL when it is an example, else what is wrong with it. */
static const char *
add_example (ExmPracticeDataset *self, JsonObject *example, guint number)
{
  JsonArray       *contents = exm_json_get_array (example, "contents");
  const guint      n = exm_json_array_size (contents);
  JsonObject      *last = exm_json_array_object (contents, n - 1);
  g_autofree char *input = NULL;
  g_autofree char *output = NULL;
  g_autofree char *system = NULL;
  guint            input_tokens;
  guint            output_tokens;

  if (contents == NULL || n == 0)
    return "Required field `contents` is missing";
  if (n < 2 || g_strcmp0 (exm_json_get_string (last, "role"), "model") != 0)
    return "The last content must have the role `model`";
  for (guint i = 0; i < n; i++)
    if (exm_json_get_array (exm_json_array_object (contents, i), "parts") == NULL)
      return "Required field `parts` is missing";
  output = _exm_practice_content_text (last);
  if (*output == '\0')
    return "The model content has no text";
  input = _exm_practice_contents_text (contents, n - 1);
  system = _exm_practice_content_text (system_instruction (example));
  input_tokens = (guint)(_exm_practice_count_tokens (input) + _exm_practice_count_tokens (system));
  output_tokens = (guint)_exm_practice_count_tokens (output);
  if ((guint64)input_tokens + output_tokens > EXM_PRACTICE_MAX_TOKENS)
    return drop (self, number,
                 g_strdup_printf ("The example has %u tokens; at most %d are allowed.",
                                  input_tokens + output_tokens, EXM_PRACTICE_MAX_TOKENS));
  if (count_images (contents) > EXM_PRACTICE_MAX_IMAGES)
    return drop (self, number,
                 g_strdup_printf ("The example has too many images; at most %d are allowed.",
                                  EXM_PRACTICE_MAX_IMAGES));
  self->characters += (guint64)(g_utf8_strlen (input, -1) + g_utf8_strlen (output, -1) + g_utf8_strlen (system, -1));
  g_array_append_val (self->input_tokens, input_tokens);
  g_array_append_val (self->output_tokens, output_tokens);
  g_array_append_val (self->turns, n);
  g_ptr_array_add (self->inputs, g_steal_pointer (&input));
  g_ptr_array_add (self->outputs, g_steal_pointer (&output));
  return NULL;
}

static gboolean
is_blank (const char *line, gsize size)
{
  for (gsize i = 0; i < size; i++)
    if (!g_ascii_isspace (line[i]))
      return FALSE;
  return TRUE;
}

gboolean
_exm_practice_dataset_read (ExmPracticeDataset *self, const char *path, char **reason)
{
  g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, NULL);
  const char *p;
  const char *end;
  guint       number = 0;

  if (file == NULL)
    {
      *reason = g_strdup ("The dataset could not be read.");
      return FALSE;
    }
  p = g_mapped_file_get_contents (file);
  end = p != NULL ? p + g_mapped_file_get_length (file) : NULL;
  self->bytes += g_mapped_file_get_length (file);
  for (guint line = 1; p != NULL && p < end; line++)
    {
      const char *eol = memchr (p, '\n', (gsize)(end - p));
      const gsize size = (gsize)((eol != NULL ? eol : end) - p);
      g_autoptr (JsonObject) example = NULL;
      g_autoptr (GError) error = NULL;
      const char *fault;

      if (!is_blank (p, size))
        {
          example = exm_json_parse_object (p, (gssize)size, &error);
          fault = example != NULL ? add_example (self, example, ++number) : error->message;
          if (fault != NULL)
            {
              *reason = g_strdup_printf ("Dataset has an invalid row. Row: %u. Message: %s.", line,
                                         fault);
              return FALSE;
            }
        }
      p += size + 1;
    }
  if (self->inputs->len == 0)
    {
      *reason = g_strdup ("The dataset has no examples.");
      return FALSE;
    }
  if (self->dropped->len * 10 > number)
    {
      *reason = g_strdup_printf ("More than 10%% of the examples were dropped: %u of %u. %s",
                                 self->dropped->len, number,
                                 (const char *)g_ptr_array_index (self->reasons, 0));
      return FALSE;
    }
  return TRUE;
}

static int
compare_uint (gconstpointer a, gconstpointer b)
{
  const guint x = *(const guint *)a;
  const guint y = *(const guint *)b;

  return (x > y) - (x < y);
}

static JsonArray *
distribution_buckets (const guint *sorted, guint n)
{
  JsonArray   *buckets = json_array_new ();
  const double low = sorted[0];
  const double width = MAX ((sorted[n - 1] - low) / N_BUCKETS, 1);
  guint        at = 0;

  for (guint b = 0; b < N_BUCKETS && at < n; b++)
    {
      JsonObject  *bucket = json_object_new ();
      const double right = b + 1 == N_BUCKETS ? MAX (sorted[n - 1], low + width * (b + 1)) : low + width * (b + 1);
      guint        count = 0;

      while (at < n && (sorted[at] < right || b + 1 == N_BUCKETS))
        {
          count++;
          at++;
        }
      json_object_set_double_member (bucket, "count", count);
      json_object_set_double_member (bucket, "left", low + width * b);
      json_object_set_double_member (bucket, "right", right);
      json_array_add_object_element (buckets, bucket);
    }
  return buckets;
}

static JsonObject *
distribution (const GArray *values)
{
  JsonObject       *object = json_object_new ();
  const guint       n = values->len;
  g_autofree guint *sorted = g_memdup2 (values->data, n * sizeof (guint));
  guint64           sum = 0;

  qsort (sorted, n, sizeof *sorted, compare_uint);
  for (guint i = 0; i < n; i++)
    sum += sorted[i];
  _exm_set_int (object, "sum", (gint64)sum);
  _exm_set_int (object, "billableSum", (gint64)sum);
  json_object_set_double_member (object, "min", sorted[0]);
  json_object_set_double_member (object, "max", sorted[n - 1]);
  json_object_set_double_member (object, "mean", (double)sum / n);
  json_object_set_double_member (object, "median", sorted[n / 2]);
  json_object_set_double_member (object, "p5", sorted[n / 20]);
  json_object_set_double_member (object, "p95", sorted[MIN (n - 1, n * 95 / 100)]);
  json_object_set_array_member (object, "buckets", distribution_buckets (sorted, n));
  return object;
}

static JsonObject *
shown_content (const char *role, const char *text)
{
  JsonObject *content = json_object_new ();
  JsonObject *part = json_object_new ();
  JsonArray  *parts = json_array_new ();

  _exm_set (part, "text", text);
  json_array_add_object_element (parts, part);
  _exm_set (content, "role", role);
  json_object_set_array_member (content, "parts", parts);
  return content;
}

JsonObject *
_exm_practice_dataset_stats (const ExmPracticeDataset *self, guint n_steps)
{
  JsonObject *stats = json_object_new ();
  JsonArray  *indices = json_array_new ();
  JsonArray  *reasons = json_array_new ();
  JsonArray  *examples = json_array_new ();
  guint64     tokens = 0;

  for (guint i = 0; i < self->inputs->len; i++)
    tokens += g_array_index (self->input_tokens, guint, i) + g_array_index (self->output_tokens, guint, i);
  for (guint i = 0; i < MIN (self->dropped->len, MAX_SHOWN); i++)
    {
      g_autofree char *index = g_strdup_printf ("%u", g_array_index (self->dropped, guint, i));

      json_array_add_string_element (indices, index);
      json_array_add_string_element (reasons, g_ptr_array_index (self->reasons, i));
    }
  for (guint i = 0; i < MIN (self->inputs->len, 2); i++)
    {
      json_array_add_object_element (
        examples, shown_content ("user", g_ptr_array_index (self->inputs, i)));
      json_array_add_object_element (
        examples, shown_content ("model", g_ptr_array_index (self->outputs, i)));
    }
  _exm_set_int (stats, "tuningDatasetExampleCount", self->inputs->len + self->dropped->len);
  _exm_set_int (stats, "totalTuningCharacterCount", (gint64)self->characters);
  _exm_set_int (stats, "totalBillableTokenCount", (gint64)tokens);
  _exm_set_int (stats, "tuningStepCount", n_steps);
  _exm_set_int (stats, "totalTruncatedExampleCount", self->dropped->len);
  json_object_set_array_member (stats, "truncatedExampleIndices", indices);
  json_object_set_array_member (stats, "droppedExampleReasons", reasons);
  json_object_set_object_member (stats, "userInputTokenDistribution",
                                 distribution (self->input_tokens));
  json_object_set_object_member (stats, "userOutputTokenDistribution",
                                 distribution (self->output_tokens));
  json_object_set_object_member (stats, "userMessagePerExampleDistribution",
                                 distribution (self->turns));
  json_object_set_array_member (stats, "userDatasetExamples", examples);
  return stats;
}
