/* exm-label.c - a label as the window shows it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include "exm-label.h"

#include "exm-label-private.h"

struct _ExmLabel
{
  GObject parent_instance;

  ExmLabelId id;
  char      *name;
  char      *definition;
  guint      color;
  gunichar   key;
  guint      count;
};

enum
{
  PROP_0,
  PROP_ID,
  PROP_NAME,
  PROP_COLOR,
  PROP_KEY,
  PROP_DEFINITION,
  PROP_COUNT,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (ExmLabel, exm_label, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];

static void
exm_label_finalize (GObject *object)
{
  ExmLabel *self = EXM_LABEL (object);

  g_free (self->name);
  g_free (self->definition);
  G_OBJECT_CLASS (exm_label_parent_class)->finalize (object);
}

static void
exm_label_get_property (GObject    *object,
                        guint       prop_id,
                        GValue     *value,
                        GParamSpec *pspec)
{
  ExmLabel *self = EXM_LABEL (object);

  switch (prop_id)
    {
    case PROP_ID:
      g_value_set_uint (value, self->id);
      break;
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_COLOR:
      g_value_set_uint (value, self->color);
      break;
    case PROP_KEY:
      g_value_set_uint (value, self->key);
      break;
    case PROP_DEFINITION:
      g_value_set_string (value, self->definition);
      break;
    case PROP_COUNT:
      g_value_set_uint (value, self->count);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
exm_label_class_init (ExmLabelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags   flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = exm_label_finalize;
  object_class->get_property = exm_label_get_property;

  properties[PROP_ID] = g_param_spec_uint ("id", NULL, NULL, 0, G_MAXUINT16, 0, flags);
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, "", flags);
  properties[PROP_COLOR] = g_param_spec_uint ("color", NULL, NULL, 0, 15, 0, flags);
  properties[PROP_KEY] = g_param_spec_uint ("key", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_DEFINITION] = g_param_spec_string ("definition", NULL, NULL, "", flags);
  properties[PROP_COUNT] = g_param_spec_uint ("count", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
exm_label_init (ExmLabel *self)
{
  self->name = g_strdup ("");
  self->definition = g_strdup ("");
}

ExmLabel *
_exm_label_new (ExmLabelId id)
{
  ExmLabel *self = g_object_new (EXM_TYPE_LABEL, NULL);

  self->id = id;
  return self;
}

static gboolean
replace_text (char      **at,
              const char *text)
{
  if (g_str_equal (*at, text))
    return FALSE;
  g_free (*at);
  *at = g_strdup (text);
  return TRUE;
}

void
_exm_label_update (ExmLabel          *self,
                   const ExmLabelRow *row)
{
  if (replace_text (&self->name, row->name))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NAME]);
  if (replace_text (&self->definition, row->definition))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DEFINITION]);
  if (self->color != row->color)
    {
      self->color = row->color;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COLOR]);
    }
  if (self->key != row->key)
    {
      self->key = row->key;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_KEY]);
    }
}

void
_exm_label_set_count (ExmLabel *self,
                      guint     count)
{
  if (self->count == count)
    return;
  self->count = count;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COUNT]);
}

ExmLabelId
exm_label_get_id (ExmLabel *self)
{
  g_return_val_if_fail (EXM_IS_LABEL (self), 0);

  return self->id;
}

const char *
exm_label_get_name (ExmLabel *self)
{
  g_return_val_if_fail (EXM_IS_LABEL (self), NULL);

  return self->name;
}

guint
exm_label_get_color (ExmLabel *self)
{
  g_return_val_if_fail (EXM_IS_LABEL (self), 0);

  return self->color;
}

gunichar
exm_label_get_key (ExmLabel *self)
{
  g_return_val_if_fail (EXM_IS_LABEL (self), 0);

  return self->key;
}

const char *
exm_label_get_definition (ExmLabel *self)
{
  g_return_val_if_fail (EXM_IS_LABEL (self), NULL);

  return self->definition;
}

guint
exm_label_get_count (ExmLabel *self)
{
  g_return_val_if_fail (EXM_IS_LABEL (self), 0);

  return self->count;
}
