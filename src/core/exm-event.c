/* exm-event.c - what happened to a post, in words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "exm-dataset-private.h"
#include "exm-post-history.h"

ExmEvent *
exm_event_new (ExmEventKind kind,
               gint64       time,
               const char  *who)
{
  ExmEvent *self = g_new0 (ExmEvent, 1);

  self->kind = kind;
  self->time = time;
  self->who = who != NULL ? g_utf8_make_valid (who, -1) : NULL;
  return self;
}

void
exm_event_free (ExmEvent *self)
{
  if (self == NULL)
    return;
  g_free (self->who);
  g_free (self->step);
  g_free (self->old);
  g_free (self->now);
  g_free (self);
}

/* "from → to" where either may be missing; @change has two %s, @set and @gone one. */
static char *
format_change (const ExmEvent *self,
               const char     *change,
               const char     *set,
               const char     *gone)
{
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  if (self->old != NULL && self->now != NULL)
    return g_strdup_printf (change, self->old, self->now);
  if (self->now != NULL)
    return g_strdup_printf (set, self->now);
  return g_strdup_printf (gone, self->old != NULL ? self->old : "");
#pragma GCC diagnostic pop
}

static char *
format_label (const ExmEvent *self)
{
  const char *old = self->old != NULL ? self->old : "";
  const char *now = self->now != NULL ? self->now : "";

  switch ((guint)self->kind)
    {
    case EXM_EVENT_LABEL_MERGED:
      return g_strdup_printf (_ ("Label “%s” merged into “%s”"), old, now);
    case EXM_EVENT_LABEL_RENAMED:
      return g_strdup_printf (_ ("Label “%s” renamed to “%s”"), old, now);
    case EXM_EVENT_LABEL_DELETED:
      return g_strdup_printf (_ ("Label “%s” deleted"), old);
    default:
      /* Translators: the label before and after */
      return format_change (self, _ ("Label “%s” → “%s”"), _ ("Label “%s”"), _ ("Label “%s” removed"));
    }
}

char *
exm_event_format (const ExmEvent *self)
{
  switch (self->kind)
    {
    case EXM_EVENT_ADDED:
      return g_strdup (_ ("Post added"));
    case EXM_EVENT_IMPORTED:
      return g_strdup_printf (_ ("Imported from “%s”"), self->now != NULL ? self->now : "");
    case EXM_EVENT_DELETED:
      return g_strdup (_ ("Post deleted"));
    case EXM_EVENT_RESTORED:
      return g_strdup (_ ("Post restored"));
    case EXM_EVENT_LABEL:
    case EXM_EVENT_LABEL_MERGED:
    case EXM_EVENT_LABEL_RENAMED:
    case EXM_EVENT_LABEL_DELETED:
      return format_label (self);
    case EXM_EVENT_OUTPUT:
      return format_change (self, _ ("Output “%s” → “%s”"), _ ("Output “%s”"), _ ("Output “%s” removed"));
    case EXM_EVENT_INPUT:
      return g_strdup (_ ("Post edited"));
    case EXM_EVENT_NOTE:
      return format_change (self, _ ("Note “%s” → “%s”"), _ ("Note “%s”"), _ ("Note “%s” removed"));
    case EXM_EVENT_MARK:
      /* Translators: states such as “Flagged” */
      return format_change (self, _ ("Mark “%s” → “%s”"), _ ("Mark “%s”"), _ ("Mark “%s” cleared"));
    case EXM_EVENT_SPLIT:
      /* Translators: sides of the split, “Training” and “Validation” */
      return format_change (self, _ ("Split “%s” → “%s”"), _ ("Split “%s”"), _ ("Split “%s” cleared"));
    case EXM_EVENT_SYSTEM:
      return g_strdup (_ ("System instruction of the post changed"));
    case EXM_EVENT_MOVED:
      return g_strdup (_ ("Moved"));
    case EXM_EVENT_REVIEW:
      if (self->now == NULL)
        return g_strdup_printf (_ ("Reviewer’s note “%s”"), self->old != NULL ? self->old : "");
      if (self->old == NULL)
        return g_strdup_printf (_ ("Reviewer said “%s”"), self->now);
      /* Translators: a label, and the note that was written to it */
      return g_strdup_printf (_ ("Reviewer said “%s”, with the note “%s”"), self->now, self->old);
    default:
      return g_strdup (self->step);
    }
}

void
exm_dataset_set_who (ExmDataset *self,
                     const char *name)
{
  g_return_if_fail (EXM_IS_DATASET (self));

  g_mutex_lock (&self->news_lock);
  g_free (self->who);
  self->who = g_strdup (name);
  g_mutex_unlock (&self->news_lock);
}
