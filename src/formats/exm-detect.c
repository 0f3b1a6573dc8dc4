/* exm-detect.c - which task a file of examples is about
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-formats"

#include "config.h"

#include "exm-detect-private.h"

#include <string.h>

/* What all texts begin with is no template by itself: all may begin with "I". So a
 * template ends only where a person would end it: behind a colon and its blanks, a
 * line break, an opening quote; and its second part begins only at a line break, an
 * arrow or the closing quote. Of the places in a few texts the one that gives the
 * longest part which nearly all texts share is taken. */

#define SHARE 0.9    /* of the texts must follow a template */
#define CANDIDATES 8 /* texts whose places are tried */
#define HEAD 4096    /* bytes of a text that may belong to the part before */
#define TAIL 256     /* … to the part after */
#define LABEL_MAX 80 /* bytes */

struct _ExmDetector
{
  GHashTable *systems;      /* text → number */
  GPtrArray  *system_order; /* texts by first use, borrowed */
  guint       n_none;       /* examples without a system instruction */
  GPtrArray  *inputs;
  GPtrArray  *outputs;
  gsize       bytes;
};

ExmDetector *
_exm_detector_new (void)
{
  ExmDetector *self = g_new0 (ExmDetector, 1);

  self->systems = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->system_order = g_ptr_array_new ();
  self->inputs = g_ptr_array_new_with_free_func (g_free);
  self->outputs = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
_exm_detector_free (ExmDetector *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->systems);
  g_ptr_array_unref (self->system_order);
  g_ptr_array_unref (self->inputs);
  g_ptr_array_unref (self->outputs);
  g_free (self);
}

static void
count_system (ExmDetector       *self,
              const ExmJsonText *system)
{
  g_autofree char *text = exm_json_text_dup (system);
  guint            n = GPOINTER_TO_UINT (g_hash_table_lookup (self->systems, text));

  if (n == 0)
    {
      char *key = g_steal_pointer (&text);

      g_ptr_array_add (self->system_order, key);
      g_hash_table_insert (self->systems, key, GUINT_TO_POINTER (1));
      return;
    }
  g_hash_table_insert (self->systems, g_steal_pointer (&text), GUINT_TO_POINTER (n + 1));
}

gboolean
_exm_detector_add (ExmDetector       *self,
                   const ExmJsonText *system,
                   const ExmJsonText *input,
                   const ExmJsonText *output)
{
  if (system != NULL)
    count_system (self, system);
  else
    self->n_none++;
  g_ptr_array_add (self->inputs, exm_json_text_dup (input));
  if (output != NULL)
    g_ptr_array_add (self->outputs, exm_json_text_dup (output));
  self->bytes += input->len + (output != NULL ? output->len : 0) + (system != NULL ? system->len : 0);
  return self->inputs->len < EXM_DETECT_EXAMPLES && self->bytes < EXM_DETECT_BYTES;
}

guint
_exm_detector_n_outputs (ExmDetector *self)
{
  return self->outputs->len;
}

static guint
count_prefix (GPtrArray  *texts,
              const char *prefix,
              gsize       len)
{
  guint n = 0;

  for (guint i = 0; i < texts->len; i++)
    n += strncmp (g_ptr_array_index (texts, i), prefix, len) == 0;
  return n;
}

static guint
count_suffix (GPtrArray  *texts,
              gsize       before,
              const char *suffix)
{
  gsize len = strlen (suffix);
  guint n = 0;

  for (guint i = 0; i < texts->len; i++)
    {
      const char *text = g_ptr_array_index (texts, i);
      gsize       whole = strlen (text);

      n += whole >= before + len && strcmp (text + whole - len, suffix) == 0;
    }
  return n;
}

static gboolean
is_blank (char c)
{
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* The end of the template part that could end at @p; NULL when none could. */
static const char *
cut_after (const char *text,
           const char *p)
{
  const char *end;

  if (*p == '\n' || (*p == ':' && is_blank (p[1])) || (p == text && is_blank (*p)))
    {
      end = p + (*p == ':' ? 1 : 0);
      while (is_blank (*end))
        end++;
      if (*end == '"' || *end == '\'' || *end == '`')
        return end + 1;
      return end;
    }
  return NULL;
}

/* The part before; its length in @texts[@from]. Few texts prove little: then only
 * the first short word with a colon counts. */
static gsize
find_before (GPtrArray *texts,
             guint     *from)
{
  gsize best = 0;

  for (guint i = 0; i < MIN (texts->len, CANDIDATES); i++)
    {
      const char *text = g_ptr_array_index (texts, i);

      for (const char *p = text; *p != '\0' && p < text + HEAD; p++)
        {
          const char *end = cut_after (text, p);
          gsize       len = end != NULL ? (gsize)(end - text) : 0;

          if (len > best && *end != '\0' && count_prefix (texts, text, len) >= SHARE * texts->len)
            {
              best = len;
              *from = i;
            }
          if (best > 0 && texts->len < 3)
            return best <= 40 ? best : 0;
        }
    }
  return best;
}

/* The part after, begun at a line break, an arrow or the closing quote. */
static const char *
find_after (GPtrArray  *texts,
            const char *prefix,
            gsize       before)
{
  const char *best = "";
  char        quote = before > 0 ? prefix[before - 1] : '\0';

  for (guint i = 0; i < MIN (texts->len, CANDIDATES); i++)
    {
      const char *text = g_ptr_array_index (texts, i);
      gsize       len = strlen (text);
      const char *p = text + (len > before + TAIL ? len - TAIL : MIN (len, before + 1));

      for (; *p != '\0' && texts->len >= 3; p++)
        {
          gboolean starts = (*p == '\n' && p[-1] != '\n') || g_str_equal (p, " ->") || g_str_equal (p, " =>") ||
                            ((quote == '"' || quote == '\'' || quote == '`') && *p == quote && (p[1] == '\0' || p[1] == '\n'));

          if (starts && strlen (p) > strlen (best) && count_suffix (texts, before, p) >= SHARE * texts->len)
            {
              best = p;
              break;
            }
        }
    }
  return best;
}

static char *
find_template (GPtrArray  *texts,
               const char *slot)
{
  guint       from = 0;
  gsize       before = texts->len > 0 ? find_before (texts, &from) : 0;
  const char *prefix = texts->len > 0 ? g_ptr_array_index (texts, from) : "";
  const char *after = texts->len > 0 ? find_after (texts, prefix, before) : "";
  char       *template_ = g_strdup_printf ("%.*s%s%s", (int)before, prefix, slot, after);

  /* Texts that speak of slots themselves. */
  if (exm_template_check (template_, slot, NULL))
    return template_;
  g_free (template_);
  return g_strdup (slot);
}

gboolean
_exm_looks_like_label (const char *text,
                       gsize       len)
{
  if (len == 0 || len > LABEL_MAX || g_ascii_isspace (text[0]) || g_ascii_isspace (text[len - 1]))
    return FALSE;
  for (gsize i = 0; i < len; i++)
    if ((guint8)text[i] < 0x20 || text[i] == 0x7f)
      return FALSE;
  return TRUE;
}

/* Labels are short and come again; answers are long, or each is another. */
static gboolean
outputs_are_labels (ExmDetector *self,
                    const char  *template_)
{
  g_autoptr (GHashTable) values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint n = self->outputs->len;
  guint n_short = 0;
  gsize bytes = 0;
  guint words = 0;

  if (n == 0)
    return TRUE;
  for (guint i = 0; i < n; i++)
    {
      const char *text = g_ptr_array_index (self->outputs, i);
      gsize       start = 0, len = strlen (text);

      if (!exm_template_match (template_, EXM_OUTPUT_SLOT, text, len, &start, &len))
        start = 0;
      g_hash_table_add (values, g_strndup (text + start, len));
      n_short += _exm_looks_like_label (text + start, len);
      bytes += len;
      words++;
      for (gsize k = 0; k < len; k++)
        words += text[start + k] == ' ';
    }

  if (n_short < SHARE * n)
    return FALSE;
  if (bytes <= 24.0 * n && words <= 3.0 * n)
    return n < 20 || g_hash_table_size (values) <= 0.8 * n;
  return words <= 6.0 * n && n >= 4 && g_hash_table_size (values) <= 0.5 * n;
}

ExmTask *
_exm_detector_finish (ExmDetector *self,
                      gboolean     bare,
                      gboolean    *as_labels)
{
  ExmTask *task = exm_task_new ();
  guint    most = 0;

  for (guint i = 0; i < self->system_order->len; i++)
    {
      const char *text = g_ptr_array_index (self->system_order, i);
      guint       n = GPOINTER_TO_UINT (g_hash_table_lookup (self->systems, text));

      if (n > most)
        {
          most = n;
          g_free (task->system_instruction);
          task->system_instruction = g_strdup (text);
        }
    }
  /* Where most have none, or each has its own, there is nothing in common. */
  if (most <= self->n_none || (most == 1 && self->system_order->len > 1))
    {
      g_free (task->system_instruction);
      task->system_instruction = g_strdup ("");
    }
  if (!bare)
    {
      g_free (task->input_template);
      task->input_template = find_template (self->inputs, EXM_INPUT_SLOT);
      g_free (task->output_template);
      task->output_template = find_template (self->outputs, EXM_OUTPUT_SLOT);
    }
  *as_labels = outputs_are_labels (self, task->output_template);
  return task;
}
