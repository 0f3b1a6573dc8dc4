/* window-keys.c - a label key: to the disk, and on the main loop
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "window.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "bench-goal.h"

/* Real keys, sent by xdotool. The time runs from the first handler in the window
 * that sees the key to the return of the sync that the edit's transaction ends
 * with, which is on another thread: so the functions that sync are replaced here
 * by ones that look at the clock. Beside each key, 4 KiB are appended to a file
 * and synced, the least that any durable edit can cost. */

#define N_KEYS 200
#define APPENDED 4096

typedef int (*SyncFunc) (int fd);

static gint64 last_sync;

static int
watched_sync (const char *name,
              int         fd)
{
  union
  {
    void    *symbol;
    SyncFunc func;
  } next = { dlsym (RTLD_NEXT, name) };
  int result = next.func (fd);

  __atomic_store_n (&last_sync, g_get_monotonic_time (), __ATOMIC_SEQ_CST);
  return result;
}

int
fdatasync (int fd)
{
  return watched_sync ("fdatasync", fd);
}

int
fsync (int fd)
{
  return watched_sync ("fsync", fd);
}

/* --- one key ------------------------------------------------------------------------ */

typedef struct
{
  BenchWindow *window;
  gint64       pressed; /* 0 = not yet */
  gint64       pressed_cpu;
  gint64       pressed_frames;
  gint64       durable;
  gint64       seen_cpu; /* of this thread, from the key until the change was told */
  GArray      *durable_ms;
  GArray      *painted_ms;
  GArray      *bare_ms;
  GArray      *loop_ms;
} Keys;

static gboolean
key_cb (GtkEventControllerKey *controller,
        guint                  keyval,
        guint                  keycode,
        GdkModifierType        state,
        Keys                  *keys)
{
  keys->pressed = g_get_monotonic_time ();
  keys->pressed_cpu = bench_cpu ();
  keys->pressed_frames = keys->window->frame_cpu;
  return GDK_EVENT_PROPAGATE;
}

static void
changed_cb (ExmDataset *dataset,
            gpointer    change,
            Keys       *keys)
{
  if (keys->durable == 0)
    keys->durable = __atomic_load_n (&last_sync, __ATOMIC_SEQ_CST);
}

static gboolean
is_written (gpointer user_data)
{
  Keys *keys = user_data;

  return keys->durable != 0 && !exm_dataset_is_saving (keys->window->dataset);
}

static void
append_ms (GArray *values,
           gint64  us)
{
  double ms = (double)us / 1000;

  g_array_append_val (values, ms);
}

static void
append_bare (Keys *keys,
             int   fd)
{
  char   block[APPENDED];
  gint64 from = g_get_monotonic_time ();

  memset (block, (int)(from & 0xff), sizeof block);
  from = g_get_monotonic_time ();
  g_assert_cmpint (write (fd, block, sizeof block), ==, sizeof block);
  g_assert_cmpint (fdatasync (fd), ==, 0);
  append_ms (keys->bare_ms, g_get_monotonic_time () - from);
}

/* One xdotool stands by and sends a key for each line it reads: to make a process
 * for each key would take its time from what is measured. */
static int
start_keyboard (const char *title)
{
  static const char script[] = "xdotool search --onlyvisible --name \"^$0\\$\" windowfocus >/dev/null\n"
                               "exec xdotool -";
  const char *const argv[] = { "sh", "-c", script, title, NULL };
  g_autoptr (GError) error = NULL;
  int keyboard = -1;

  g_spawn_async_with_pipes (NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, &keyboard, NULL, NULL, &error);
  g_assert_no_error (error);
  return keyboard;
}

/* A key of a label that the row has not: the same again would write nothing. */
static char
other_key (BenchWindow *window,
           guint        position)
{
  GListModel *labels = exm_dataset_get_labels (window->dataset);
  g_autoptr (ExmRow) row = g_list_model_get_item (G_LIST_MODEL (exm_table_get_model (window->table)), position);

  for (guint i = 0; i < g_list_model_get_n_items (labels); i++)
    {
      g_autoptr (ExmLabel) label = g_list_model_get_item (labels, i);

      if (exm_label_get_id (label) != exm_row_get_label (row) && exm_label_get_key (label) != 0)
        return (char)exm_label_get_key (label);
    }
  g_error ("no label has a key");
}

static gboolean
always (gpointer user_data)
{
  return TRUE;
}

static void
press_one (Keys *keys,
           guint position,
           int   keyboard,
           int   fd)
{
  g_autofree char *line = g_strdup_printf ("key %c\n", other_key (keys->window, position));

  keys->pressed = 0;
  keys->durable = 0;
  g_assert_cmpint (write (keyboard, line, strlen (line)), ==, strlen (line));
  bench_wait (is_written, keys);
  append_ms (keys->durable_ms, keys->durable - keys->pressed);
  bench_wait_painted (keys->window, always, NULL);
  append_ms (keys->painted_ms, g_get_monotonic_time () - keys->pressed);
  /* Whatever the edit sets off later is its doing too. */
  bench_settle (40);
  append_ms (keys->loop_ms, (bench_cpu () - keys->pressed_cpu) -
                              (keys->window->frame_cpu - keys->pressed_frames));
  append_bare (keys, fd);
}

static gboolean
has_focus (gpointer user_data)
{
  BenchWindow *window = user_data;

  return gtk_window_is_active (GTK_WINDOW (window->window)) && exm_table_get_focus (window->table) != GTK_INVALID_LIST_POSITION;
}

/* Returns: where keys are written to */
static int
begin (BenchWindow *window,
       guint        position)
{
  int keyboard = start_keyboard (gtk_window_get_title (GTK_WINDOW (window->window)));

  gtk_selection_model_select_item (GTK_SELECTION_MODEL (exm_table_get_selection (window->table)), position, TRUE);
  exm_table_focus_row (window->table, position);
  bench_wait (has_focus, window);
  bench_settle (1000);
  return keyboard;
}

/* --- all of them ---------------------------------------------------------------------- */

static gboolean
judge (Keys *keys)
{
  double   durable = bench_quantile (keys->durable_ms, 0.5);
  double   bare = bench_quantile (keys->bare_ms, 0.5);
  double   loop = bench_quantile (keys->loop_ms, 0.5);
  gboolean good;

  g_print ("label key, ms, p50 / p95: durable %.2f / %.2f, a bare append and sync %.2f / %.2f\n", durable,
           bench_quantile (keys->durable_ms, 0.95), bare, bench_quantile (keys->bare_ms, 0.95));
  g_print ("label key, ms, p50 / p95: main loop %.2f / %.2f (without frames), painted %.1f / %.1f\n", loop,
           bench_quantile (keys->loop_ms, 0.95), bench_quantile (keys->painted_ms, 0.5), bench_quantile (keys->painted_ms, 0.95));
  good = bench_goal ("key-durable/append-fdatasync", durable / bare, 2.0);
  return bench_goal ("key-main-loop/2ms", loop / 2, 1.0) && good;
}

gboolean
bench_keys (BenchWindow *big,
            const char  *folder)
{
  g_autofree char *program = g_find_program_in_path ("xdotool");
  g_autofree char *path = g_build_filename (folder, "bare", NULL);
  Keys             keys = { .window = big };
  GArray         **arrays[] = { &keys.durable_ms, &keys.painted_ms, &keys.bare_ms, &keys.loop_ms };
  guint            position = g_list_model_get_n_items (G_LIST_MODEL (exm_table_get_model (big->table))) / 2;
  gboolean         good;
  gulong           id;
  int              fd;
  int              keyboard;

  if (program == NULL)
    {
      g_print ("skipped: label keys, there is no xdotool\n");
      return TRUE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (arrays); i++)
    *arrays[i] = g_array_new (FALSE, FALSE, sizeof (double));

  GtkEventController *controller = gtk_event_controller_key_new ();

  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  g_signal_connect (controller, "key-pressed", G_CALLBACK (key_cb), &keys);
  gtk_widget_add_controller (big->window, controller);
  id = g_signal_connect (big->dataset, "changed", G_CALLBACK (changed_cb), &keys);
  fd = open (path, O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
  g_assert_cmpint (fd, >=, 0);

  keyboard = begin (big, position);
  for (guint i = 0; i < N_KEYS; i++)
    press_one (&keys, position + i, keyboard, fd);
  good = judge (&keys);

  close (keyboard);
  close (fd);
  g_signal_handler_disconnect (big->dataset, id);
  gtk_widget_remove_controller (big->window, controller);
  for (guint i = 0; i < G_N_ELEMENTS (arrays); i++)
    g_array_unref (*arrays[i]);
  return good;
}
