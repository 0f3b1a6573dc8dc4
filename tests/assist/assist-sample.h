/* assist-sample.h - the sample dataset as plain arrays, for the tests here
 *
 * The room under test knows no JSON, so the two strings of a line are cut out
 * by their keys: the sample's lines all have one shape.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>
#include <string.h>

typedef struct
{
  GPtrArray *texts;   /* inputs */
  GPtrArray *outputs; /* outputs, one a row */
  GPtrArray *names;   /* distinct outputs: class number to output */
  GArray    *classes; /* guint, one a row */
} Sample;

static inline char *
sample_cut (const char *line, const char *key)
{
  const char      *start = strstr (line, key);
  const char      *end;
  g_autofree char *raw = NULL;

  g_assert_nonnull (start);
  start += strlen (key);
  for (end = start; *end != '"'; end++)
    if (*end == '\\')
      end++;
  raw = g_strndup (start, (gsize)(end - start));
  return g_strcompress (raw);
}

static inline Sample *
sample_load (void)
{
  const char      *path = g_getenv ("EXM_TEST_SAMPLE");
  g_autofree char *data = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GError) error = NULL;
  Sample *sample = g_new0 (Sample, 1);

  g_assert_nonnull (path);
  g_file_get_contents (path, &data, NULL, &error);
  g_assert_no_error (error);
  sample->texts = g_ptr_array_new_with_free_func (g_free);
  sample->outputs = g_ptr_array_new_with_free_func (g_free);
  sample->names = g_ptr_array_new ();
  sample->classes = g_array_new (FALSE, FALSE, sizeof (guint));
  lines = g_strsplit (data, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      char    *output;
      gpointer known_class;
      guint    class_id;

      if (*g_strstrip (lines[i]) == '\0')
        continue;
      g_ptr_array_add (sample->texts,
                       sample_cut (lines[i], "\"role\":\"user\",\"content\":\""));
      output = sample_cut (lines[i], "\"role\":\"model\",\"content\":\"");
      g_ptr_array_add (sample->outputs, output);
      if (!g_hash_table_lookup_extended (known, output, NULL, &known_class))
        {
          known_class = GUINT_TO_POINTER (sample->names->len);
          g_hash_table_insert (known, output, known_class);
          g_ptr_array_add (sample->names, output);
        }
      class_id = GPOINTER_TO_UINT (known_class);
      g_array_append_val (sample->classes, class_id);
    }
  return sample;
}

static inline void
sample_free (Sample *sample)
{
  g_ptr_array_unref (sample->texts);
  g_ptr_array_unref (sample->outputs);
  g_ptr_array_unref (sample->names);
  g_array_unref (sample->classes);
  g_free (sample);
}

static inline const char *const *
sample_texts (const Sample *sample)
{
  return (const char *const *)sample->texts->pdata;
}

static inline guint *
sample_classes (const Sample *sample)
{
  return (guint *)(void *)sample->classes->data;
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Sample, sample_free)
