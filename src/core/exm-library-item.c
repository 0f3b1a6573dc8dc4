/* exm-library-item.c - one dataset file in the library
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include "exm-library-private.h"

struct _ExmLibraryItem
{
  GObject parent_instance;

  GFile          *file;
  char           *name;
  ExmDatasetInfo *info;
};

enum
{
  PROP_0,
  PROP_INFO,
  PROP_NAME,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (ExmLibraryItem, exm_library_item, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];

static void
exm_library_item_finalize (GObject *object)
{
  ExmLibraryItem *self = EXM_LIBRARY_ITEM (object);

  g_clear_object (&self->file);
  g_clear_pointer (&self->info, exm_dataset_info_free);
  g_free (self->name);
  G_OBJECT_CLASS (exm_library_item_parent_class)->finalize (object);
}

static void
exm_library_item_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  ExmLibraryItem *self = EXM_LIBRARY_ITEM (object);

  switch (prop_id)
    {
    case PROP_INFO:
      g_value_set_pointer (value, self->info);
      break;
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
exm_library_item_class_init (ExmLibraryItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = exm_library_item_finalize;
  object_class->get_property = exm_library_item_get_property;

  properties[PROP_INFO] = g_param_spec_pointer ("info", NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
exm_library_item_init (ExmLibraryItem *self)
{
}

ExmLibraryItem *
_exm_library_item_new (GFile          *file,
                       ExmDatasetInfo *info)
{
  ExmLibraryItem *self = g_object_new (EXM_TYPE_LIBRARY_ITEM, NULL);

  self->file = g_object_ref (file);
  self->info = info;
  self->name = _exm_library_name_of (file);
  return self;
}

void
_exm_library_item_take_info (ExmLibraryItem *self,
                             ExmDatasetInfo *info)
{
  g_clear_pointer (&self->info, exm_dataset_info_free);
  self->info = info;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_INFO]);
}

GFile *
exm_library_item_get_file (ExmLibraryItem *self)
{
  g_return_val_if_fail (EXM_IS_LIBRARY_ITEM (self), NULL);

  return self->file;
}

const char *
exm_library_item_get_name (ExmLibraryItem *self)
{
  g_return_val_if_fail (EXM_IS_LIBRARY_ITEM (self), NULL);

  return self->name;
}

const ExmDatasetInfo *
exm_library_item_get_info (ExmLibraryItem *self)
{
  g_return_val_if_fail (EXM_IS_LIBRARY_ITEM (self), NULL);

  return self->info;
}
