/* exm-recent.c - files that were opened or imported lately
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"
#include "source-paths.h"

#include "exm-recent.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "exm-dataset.h"

/* The list is the desktop's (GtkRecentManager), so that what is cleared there is
 * cleared here too. Our entries are those that bear our name. */

#define APP_NAME "Exemplar"
#define MENU_LENGTH 8

void
exm_recent_free (ExmRecent *self)
{
  g_free (self->uri);
  g_free (self->name);
  g_free (self->folder);
  g_free (self);
}

static gboolean
is_ours (GtkRecentInfo *info)
{
  return gtk_recent_info_has_application (info, APP_NAME);
}

static int
newest_first (gconstpointer a,
              gconstpointer b)
{
  return g_date_time_compare (gtk_recent_info_get_modified ((GtkRecentInfo *)b),
                              gtk_recent_info_get_modified ((GtkRecentInfo *)a));
}

static gboolean
is_shipped (GFile *file)
{
  const char *const folders[] = { EXM_PKGDATADIR, EXM_SOURCE_DATADIR };

  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autoptr(GFile) folder = g_file_new_for_path (folders[i]);

      if (g_file_has_prefix (file, folder))
        return TRUE;
    }
  return FALSE;
}

void
exm_recent_add (GFile *file)
{
  g_return_if_fail (G_IS_FILE (file));

  g_autofree char *uri = g_file_get_uri (file);
  GtkRecentData    data = { 0 };

  if (is_shipped (file))
    return;
  data.mime_type = g_str_has_suffix (uri, EXM_DATASET_EXTENSION) ? (char *)EXM_DATASET_MIME_TYPE : (char *)"application/octet-stream";
  data.app_name = (char *)APP_NAME;
  data.app_exec = (char *)"exemplar %u";
  gtk_recent_manager_add_full (gtk_recent_manager_get_default (), uri, &data);
}

void
exm_recent_remove (GFile *file)
{
  g_return_if_fail (G_IS_FILE (file));

  g_autofree char *uri = g_file_get_uri (file);

  gtk_recent_manager_remove_item (gtk_recent_manager_get_default (), uri, NULL);
}

void
exm_recent_clear (void)
{
  GtkRecentManager *manager = gtk_recent_manager_get_default ();
  GList            *infos = gtk_recent_manager_get_items (manager);

  for (GList *l = infos; l != NULL; l = l->next)
    if (is_ours (l->data))
      gtk_recent_manager_remove_item (manager, gtk_recent_info_get_uri (l->data), NULL);
  g_list_free_full (infos, (GDestroyNotify)gtk_recent_info_unref);
}

static char *
dup_folder (GFile *file)
{
  g_autoptr(GFile) folder = g_file_get_parent (file);
  g_autofree char *name = folder != NULL ? g_file_get_parse_name (folder) : NULL;
  const char      *home = g_get_home_dir ();
  gsize            length = strlen (home);

  if (name == NULL || length <= 1 || strncmp (name, home, length) != 0)
    return g_steal_pointer (&name);
  if (name[length] == '\0')
    return g_strdup (_ ("Home Folder"));
  if (name[length] == '/')
    return g_strconcat ("~", name + length, NULL);
  return g_steal_pointer (&name);
}

GPtrArray *
exm_recent_list (guint    limit,
                 gboolean with_datasets)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify)exm_recent_free);
  GList     *infos = g_list_sort (gtk_recent_manager_get_items (gtk_recent_manager_get_default ()), newest_first);

  for (GList *l = infos; l != NULL && list->len < limit; l = l->next)
    {
      const char *uri = gtk_recent_info_get_uri (l->data);
      ExmRecent  *recent;
      g_autoptr(GFile) file = NULL;

      if (!is_ours (l->data) || (!with_datasets && g_str_has_suffix (uri, EXM_DATASET_EXTENSION)))
        continue;
      file = g_file_new_for_uri (uri);
      recent = g_new0 (ExmRecent, 1);
      recent->uri = g_strdup (uri);
      recent->name = g_strdup (gtk_recent_info_get_display_name (l->data));
      recent->folder = dup_folder (file);
      g_ptr_array_add (list, recent);
    }
  g_list_free_full (infos, (GDestroyNotify)gtk_recent_info_unref);
  return list;
}

void
exm_recent_fill_menu (GMenu *menu)
{
  g_return_if_fail (G_IS_MENU (menu));

  g_autoptr(GPtrArray) list = exm_recent_list (MENU_LENGTH, TRUE);
  g_autoptr(GMenu) files = g_menu_new ();
  g_autoptr(GMenu) rest = g_menu_new ();

  for (guint i = 0; i < list->len; i++)
    {
      const ExmRecent *recent = g_ptr_array_index (list, i);
      g_autoptr(GMenuItem) item = NULL;
      g_auto(GStrv) parts = g_strsplit (recent->name, "_", -1);
      /* In a menu an underscore marks a letter. */
      g_autofree char *label = g_strjoinv ("__", parts);

      item = g_menu_item_new (label, NULL);
      g_menu_item_set_action_and_target (item, "win.open-recent", "s", recent->uri);
      g_menu_append_item (files, item);
    }
  g_menu_append (rest, _ ("_Clear Recent Files"), "win.clear-recent");
  g_menu_remove_all (menu);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (files));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (rest));
}
