/* exm-ready-choice.c - a thing to choose from in a row of the ready page
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-submit"

#include "config.h"

#include "exm-ready-private.h"

struct _ExmReadyChoice
{
  GObject parent_instance;

  char *id;
  char *title;
  char *subtitle;
  char *reason;
};

enum
{
  PROP_0,
  PROP_ID,
  PROP_TITLE,
  PROP_SUBTITLE,
  PROP_POSSIBLE,
  PROP_REASON,
  N_PROPS,
};

G_DEFINE_FINAL_TYPE (ExmReadyChoice, exm_ready_choice, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];

static void
exm_ready_choice_finalize (GObject *object)
{
  ExmReadyChoice *self = EXM_READY_CHOICE (object);

  g_free (self->id);
  g_free (self->title);
  g_free (self->subtitle);
  g_free (self->reason);

  G_OBJECT_CLASS (exm_ready_choice_parent_class)->finalize (object);
}

static void
exm_ready_choice_get_property (GObject    *object,
                               guint       id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  ExmReadyChoice *self = EXM_READY_CHOICE (object);

  switch (id)
    {
    case PROP_ID:
      g_value_set_string (value, self->id);
      break;
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_SUBTITLE:
      g_value_set_string (value, self->subtitle);
      break;
    case PROP_POSSIBLE:
      g_value_set_boolean (value, self->reason == NULL);
      break;
    case PROP_REASON:
      g_value_set_string (value, self->reason);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
exm_ready_choice_class_init (ExmReadyChoiceClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  G_OBJECT_CLASS (klass)->finalize = exm_ready_choice_finalize;
  G_OBJECT_CLASS (klass)->get_property = exm_ready_choice_get_property;
  properties[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, flags);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_SUBTITLE] = g_param_spec_string ("subtitle", NULL, NULL, NULL, flags);
  properties[PROP_POSSIBLE] = g_param_spec_boolean ("possible", NULL, NULL, TRUE, flags);
  properties[PROP_REASON] = g_param_spec_string ("reason", NULL, NULL, NULL, flags);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, properties);
}

static void
exm_ready_choice_init (ExmReadyChoice *self)
{
}

ExmReadyChoice *
_exm_ready_choice_new (const char *id,
                       const char *title,
                       const char *subtitle,
                       const char *reason)
{
  ExmReadyChoice *self = g_object_new (EXM_TYPE_READY_CHOICE, NULL);

  self->id = g_strdup (id);
  self->title = g_strdup (title != NULL && *title != '\0' ? title : id);
  self->subtitle = g_strdup (subtitle);
  self->reason = g_strdup (reason);
  return self;
}

const char *
exm_ready_choice_get_id (ExmReadyChoice *self)
{
  g_return_val_if_fail (EXM_IS_READY_CHOICE (self), NULL);
  return self->id;
}

const char *
exm_ready_choice_get_title (ExmReadyChoice *self)
{
  g_return_val_if_fail (EXM_IS_READY_CHOICE (self), NULL);
  return self->title;
}

const char *
exm_ready_choice_get_subtitle (ExmReadyChoice *self)
{
  g_return_val_if_fail (EXM_IS_READY_CHOICE (self), NULL);
  return self->subtitle;
}

gboolean
exm_ready_choice_is_possible (ExmReadyChoice *self)
{
  g_return_val_if_fail (EXM_IS_READY_CHOICE (self), FALSE);
  return self->reason == NULL;
}

const char *
exm_ready_choice_get_reason (ExmReadyChoice *self)
{
  g_return_val_if_fail (EXM_IS_READY_CHOICE (self), NULL);
  return self->reason;
}
