/* exm-library.c - the folder of datasets that the start page lists
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include "exm-library-private.h"

/* Datasets opened from elsewhere, one path a line, newest first. */
#define RECENT_FILE "recent"
#define RECENT_KEPT 50

/* A burst of events of the folder is one look at it (ms). */
#define PAUSE 250

struct _ExmLibrary
{
  GObject parent_instance;

  GFile        *folder;
  GListStore   *items; /* newest first */
  GFileMonitor *monitor;
  GCancellable *cancellable; /* of the look that is under way */
  guint         pause_id;
  guint         is_loading : 1;
};

enum
{
  PROP_0,
  PROP_LOADING,
  N_PROPS
};

static void list_model_iface_init (GListModelInterface *iface);
static void look (ExmLibrary *self);

G_DEFINE_FINAL_TYPE_WITH_CODE (ExmLibrary, exm_library, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

static GParamSpec *properties[N_PROPS];

/* --- list model: that of the store ------------------------------------------------ */

static GType
get_item_type (GListModel *model)
{
  return EXM_TYPE_LIBRARY_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  return g_list_model_get_n_items (G_LIST_MODEL (EXM_LIBRARY (model)->items));
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  return g_list_model_get_item (G_LIST_MODEL (EXM_LIBRARY (model)->items), position);
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

/* --- looking, on a worker ------------------------------------------------------------ */

typedef struct
{
  GFile          *file;
  ExmDatasetInfo *info;
} Found;

static void
found_free (gpointer data)
{
  Found *found = data;

  g_clear_object (&found->file);
  g_clear_pointer (&found->info, exm_dataset_info_free);
  g_free (found);
}

static char *
recent_path (GFile *folder)
{
  return g_build_filename (g_file_peek_path (folder), RECENT_FILE, NULL);
}

static char **
read_recent (GFile *folder)
{
  g_autofree char *path = recent_path (folder);
  g_autofree char *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return g_new0 (char *, 1);
  return g_strsplit (text, "\n", RECENT_KEPT + 1);
}

/* A file whose counters cannot be read is listed with the reason. */
static void
add_found (GPtrArray *all,
           GFile     *file)
{
  g_autoptr (GError) error = NULL;
  Found *found = g_new0 (Found, 1);

  found->file = g_object_ref (file);
  found->info = exm_dataset_peek_sync (file, &error);
  if (found->info == NULL)
    {
      found->info = g_new0 (ExmDatasetInfo, 1);
      found->info->name = _exm_library_name_of (file);
      found->info->problem = g_strdup (error->message);
    }
  g_ptr_array_add (all, found);
}

static int
compare_found (gconstpointer a,
               gconstpointer b)
{
  const Found *first = *(Found *const *)a;
  const Found *second = *(Found *const *)b;

  if (first->info->modified != second->info->modified)
    return first->info->modified > second->info->modified ? -1 : 1;
  return g_strcmp0 (first->info->name, second->info->name);
}

static void
look_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  GFile     *folder = data;
  GPtrArray *all = g_ptr_array_new_with_free_func (found_free);
  g_auto (GStrv) recent = read_recent (folder);
  g_autoptr (GFileEnumerator) files = g_file_enumerate_children (
    folder, G_FILE_ATTRIBUTE_STANDARD_NAME, G_FILE_QUERY_INFO_NONE, cancellable, NULL);
  GFile *file;

  while (files != NULL && g_file_enumerator_iterate (files, NULL, &file, cancellable, NULL) && file != NULL)
    if (g_str_has_suffix (g_file_peek_path (file), EXM_DATASET_EXTENSION))
      {
        g_autofree char *base = g_file_get_basename (file);

        if (base[0] != '.')
          add_found (all, file);
      }
  for (guint i = 0; recent[i] != NULL && !g_cancellable_is_cancelled (cancellable); i++)
    {
      g_autoptr (GFile) elsewhere = *recent[i] != '\0' ? g_file_new_for_path (recent[i]) : NULL;

      /* One that is gone, or on a disk that is not there now, is left out. */
      if (elsewhere != NULL && !g_file_has_prefix (elsewhere, folder) &&
          g_file_query_exists (elsewhere, cancellable))
        add_found (all, elsewhere);
    }
  g_ptr_array_sort (all, compare_found);
  g_task_return_pointer (task, all, (GDestroyNotify)g_ptr_array_unref);
}

/* --- the answer --------------------------------------------------------------------------- */

static ExmLibraryItem *
find_item (ExmLibrary *self,
           GFile      *file,
           guint      *position)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->items));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ExmLibraryItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), i);

      if (g_file_equal (exm_library_item_get_file (item), file))
        {
          *position = i;
          return item;
        }
    }
  return NULL;
}

static gboolean
is_same (ExmLibrary *self,
         guint       position,
         gpointer    item)
{
  g_autoptr (ExmLibraryItem) old = g_list_model_get_item (G_LIST_MODEL (self->items), position);

  return old == item;
}

/* Only what is another: a row that stays has the keyboard still. */
static void
take_items (ExmLibrary *self,
            GPtrArray  *items)
{
  const guint n_old = g_list_model_get_n_items (G_LIST_MODEL (self->items));
  const guint n = MIN (n_old, items->len);
  guint       first = 0;
  guint       last = 0; /* counted from the end */

  while (first < n && is_same (self, first, items->pdata[first]))
    first++;
  while (last < n - first && is_same (self, n_old - 1 - last, items->pdata[items->len - 1 - last]))
    last++;
  if (first + last < MAX (n_old, items->len))
    g_list_store_splice (self->items, first, n_old - first - last, items->pdata + first, items->len - first - last);
}

static void
set_loading (ExmLibrary *self,
             gboolean    loading)
{
  if (self->is_loading == loading)
    return;
  self->is_loading = loading;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
}

static void
look_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  ExmLibrary *self = EXM_LIBRARY (source);
  g_autoptr (GPtrArray) all = g_task_propagate_pointer (G_TASK (result), NULL);
  g_autoptr (GPtrArray) items = NULL;

  if (all == NULL)
    return;
  set_loading (self, FALSE);
  items = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < all->len; i++)
    {
      Found          *found = g_ptr_array_index (all, i);
      guint           position;
      ExmLibraryItem *item = find_item (self, found->file, &position);

      if (item != NULL)
        _exm_library_item_take_info (item, g_steal_pointer (&found->info));
      g_ptr_array_add (items, item != NULL ? g_object_ref (item)
                                           : _exm_library_item_new (found->file, g_steal_pointer (&found->info)));
    }
  take_items (self, items);
}

static void
look (ExmLibrary *self)
{
  g_autoptr (GTask) task = NULL;

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  set_loading (self, TRUE);
  task = g_task_new (self, self->cancellable, look_cb, NULL);
  g_task_set_source_tag (task, look);
  g_task_set_task_data (task, g_object_ref (self->folder), g_object_unref);
  g_task_run_in_thread (task, look_thread);
}

static gboolean
pause_cb (gpointer user_data)
{
  ExmLibrary *self = user_data;

  self->pause_id = 0;
  look (self);
  return G_SOURCE_REMOVE;
}

static void
look_soon (ExmLibrary *self)
{
  if (self->pause_id == 0)
    self->pause_id = g_timeout_add (PAUSE, pause_cb, self);
}

/* To look at a dataset makes and closes the files that SQLite keeps beside it: that is no news, or
 * there would be no end of looking. What is written into the log is. */
static gboolean
is_news (GFile            *file,
         GFileMonitorEvent event)
{
  const char *path = g_file_peek_path (file);

  if (event == G_FILE_MONITOR_EVENT_ATTRIBUTE_CHANGED || event == G_FILE_MONITOR_EVENT_CHANGES_DONE_HINT)
    return FALSE;
  if (g_str_has_suffix (path, EXM_DATASET_EXTENSION "-shm"))
    return FALSE;
  return event == G_FILE_MONITOR_EVENT_CHANGED || !g_str_has_suffix (path, EXM_DATASET_EXTENSION "-wal");
}

static void
folder_changed_cb (ExmLibrary       *self,
                   GFile            *file,
                   GFile            *other,
                   GFileMonitorEvent event)
{
  if (is_news (file, event))
    look_soon (self);
}

/* --- class ------------------------------------------------------------------------------------ */

static void
exm_library_dispose (GObject *object)
{
  ExmLibrary *self = EXM_LIBRARY (object);

  g_clear_handle_id (&self->pause_id, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->monitor);
  g_clear_object (&self->items);
  g_clear_object (&self->folder);
  G_OBJECT_CLASS (exm_library_parent_class)->dispose (object);
}

static void
exm_library_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  if (prop_id == PROP_LOADING)
    g_value_set_boolean (value, EXM_LIBRARY (object)->is_loading);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
exm_library_class_init (ExmLibraryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = exm_library_dispose;
  object_class->get_property = exm_library_get_property;

  properties[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE,
                                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
exm_library_init (ExmLibrary *self)
{
  self->items = g_list_store_new (EXM_TYPE_LIBRARY_ITEM);
  g_signal_connect_object (self->items, "items-changed", G_CALLBACK (g_list_model_items_changed), self,
                           G_CONNECT_SWAPPED);
}

/* --- public --------------------------------------------------------------------------------------- */

ExmLibrary *
exm_library_new (GFile *folder)
{
  ExmLibrary *self;

  g_return_val_if_fail (G_IS_FILE (folder), NULL);

  self = g_object_new (EXM_TYPE_LIBRARY, NULL);
  self->folder = g_object_ref (folder);
  g_mkdir_with_parents (g_file_peek_path (folder), 0700);
  self->monitor = g_file_monitor_directory (folder, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);
  if (self->monitor != NULL)
    g_signal_connect_object (self->monitor, "changed", G_CALLBACK (folder_changed_cb), self,
                             G_CONNECT_SWAPPED);
  look (self);
  return self;
}

GFile *
exm_library_get_folder (ExmLibrary *self)
{
  g_return_val_if_fail (EXM_IS_LIBRARY (self), NULL);

  return self->folder;
}

gboolean
exm_library_is_loading (ExmLibrary *self)
{
  g_return_val_if_fail (EXM_IS_LIBRARY (self), FALSE);

  return self->is_loading;
}

static void
remember_thread (GTask        *task,
                 gpointer      source,
                 gpointer      data,
                 GCancellable *cancellable)
{
  GFile           *folder = EXM_LIBRARY (source)->folder;
  GFile           *file = data;
  g_autofree char *path = recent_path (folder);
  g_auto (GStrv) before = read_recent (folder);
  g_autoptr (GString) now = g_string_new (g_file_peek_path (file));
  guint n = 1;

  for (guint i = 0; before[i] != NULL && n < RECENT_KEPT; i++)
    if (*before[i] != '\0' && !g_str_equal (before[i], g_file_peek_path (file)))
      {
        g_string_append_printf (now, "\n%s", before[i]);
        n++;
      }
  g_file_set_contents_full (path, now->str, (gssize)now->len, G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL);
  g_task_return_boolean (task, TRUE);
}

static void
remember_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  ExmLibrary *self = EXM_LIBRARY (source);

  if (self->folder != NULL)
    look (self);
}

void
exm_library_remember (ExmLibrary *self,
                      GFile      *file)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (EXM_IS_LIBRARY (self));
  g_return_if_fail (G_IS_FILE (file));

  /* A name with a line break cannot stand in the list; such a file is opened all
   * the same. */
  if (g_file_peek_path (file) == NULL || g_file_has_prefix (file, self->folder) ||
      strchr (g_file_peek_path (file), '\n') != NULL)
    return;
  task = g_task_new (self, NULL, remember_cb, NULL);
  g_task_set_task_data (task, g_object_ref (file), g_object_unref);
  g_task_run_in_thread (task, remember_thread);
}

void
exm_library_refresh (ExmLibrary *self,
                     GFile      *file)
{
  g_return_if_fail (EXM_IS_LIBRARY (self));

  look_soon (self);
}
