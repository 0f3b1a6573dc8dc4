/* test-account-memory.c - what is remembered of accounts, by two programs at once
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gstdio.h>

#include "exm-account-memory.h"
#include "submit-fixture.h"

static void
assert_kept (const char *path,
             const char *account,
             const char *key,
             const char *wanted)
{
  g_autoptr(ExmAccountMemory) memory = exm_account_memory_open_sync (path);
  g_autofree char *value = exm_account_memory_get (memory, account, key);

  g_assert_cmpstr (value, ==, wanted);
}

/* Each changes only what it changed: nobody's choice is lost to what another read before. */
static void
test_two (void)
{
  g_autofree char *path = g_build_filename (fixture_folder (), "config", "places.ini", NULL);
  g_autoptr(ExmAccountMemory) one = exm_account_memory_open_sync (path);
  g_autoptr(ExmAccountMemory) other = exm_account_memory_open_sync (path);
  GStatBuf info;

  exm_account_memory_set (one, "a", EXM_MEMORY_PROJECT, "first");
  exm_account_memory_set (other, "a", EXM_MEMORY_REGION, "us-central1");
  exm_account_memory_set (other, "b", EXM_MEMORY_BUCKET, "bucket");
  exm_account_memory_set (one, "a", EXM_MEMORY_BUCKET, "mine");
  assert_kept (path, "a", EXM_MEMORY_PROJECT, "first");
  assert_kept (path, "a", EXM_MEMORY_REGION, "us-central1");
  assert_kept (path, "a", EXM_MEMORY_BUCKET, "mine");
  assert_kept (path, "b", EXM_MEMORY_BUCKET, "bucket");
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);

  exm_account_memory_set (one, "a", EXM_MEMORY_BUCKET, NULL);
  exm_account_memory_forget (other, "b");
  assert_kept (path, "a", EXM_MEMORY_BUCKET, NULL);
  assert_kept (path, "a", EXM_MEMORY_PROJECT, "first");
  assert_kept (path, "b", EXM_MEMORY_BUCKET, NULL);
}

/* A file that is broken is an empty one, and is written anew. */
static void
test_broken (void)
{
  g_autofree char *path = g_build_filename (fixture_folder (), "broken.ini", NULL);
  g_autoptr(ExmAccountMemory) memory = NULL;

  g_assert_true (g_file_set_contents (path, "no group here\n", -1, NULL));
  memory = exm_account_memory_open_sync (path);
  exm_account_memory_set (memory, "a", EXM_MEMORY_PROJECT, "again");
  assert_kept (path, "a", EXM_MEMORY_PROJECT, "again");
}

/* --- a window that is open while the command line is at work ------------------------------- */

#define PATIENCE_US (20 * G_USEC_PER_SEC)

static void
count_cb (gpointer user_data)
{
  (*(guint *)user_data)++;
}

static gboolean
tick_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static void
wait_for (ExmAccountMemory *memory,
          const char       *account,
          const char       *key,
          const char       *wanted)
{
  const gint64     until = g_get_monotonic_time () + PATIENCE_US;
  const guint      tick = g_timeout_add (20, tick_cb, NULL);
  g_autofree char *value = NULL;

  while (g_strcmp0 (value, wanted) != 0 && g_get_monotonic_time () < until)
    {
      g_main_context_iteration (NULL, TRUE);
      g_free (value);
      value = exm_account_memory_get (memory, account, key);
    }
  g_source_remove (tick);
  g_assert_cmpstr (value, ==, wanted);
}

static void
write_as_cli (const char *path,
              const char *account,
              const char *key,
              const char *value)
{
  g_autoptr(ExmAccountMemory) memory = exm_account_memory_open_sync (path);

  exm_account_memory_set (memory, account, key, value);
}

/* What the command line chooses is taken over, and what was changed here stays. */
static void
test_watched (void)
{
  g_autofree char *path = g_build_filename (fixture_folder (), "watched", "places.ini", NULL);
  g_autoptr(ExmAccountMemory) window = exm_account_memory_new (path);
  guint n_changed = 0;

  write_as_cli (path, "a", EXM_MEMORY_PROJECT, "first");
  exm_account_memory_read (window);
  /* Between the reading and the watching. */
  write_as_cli (path, "a", EXM_MEMORY_REGION, "us-central1");
  exm_account_memory_watch (window, count_cb, &n_changed);
  wait_for (window, "a", EXM_MEMORY_REGION, "us-central1");
  g_assert_cmpuint (n_changed, ==, 1);

  write_as_cli (path, "a", EXM_MEMORY_PROJECT, "second");
  wait_for (window, "a", EXM_MEMORY_PROJECT, "second");
  g_assert_cmpuint (n_changed, ==, 2);

  /* Both at once: neither is lost, in the window and in the file. */
  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *mine = g_strdup_printf ("mine-%u", i);
      g_autofree char *theirs = g_strdup_printf ("theirs-%u", i);

      exm_account_memory_set (window, "a", EXM_MEMORY_BUCKET, mine);
      write_as_cli (path, "a", EXM_MEMORY_REGION, theirs);
      exm_account_memory_set (window, "b", EXM_MEMORY_PROJECT, mine);
      wait_for (window, "a", EXM_MEMORY_REGION, theirs);
      wait_for (window, "a", EXM_MEMORY_BUCKET, mine);
      wait_for (window, "b", EXM_MEMORY_PROJECT, mine);
    }
  assert_kept (path, "a", EXM_MEMORY_BUCKET, "mine-19");
  assert_kept (path, "a", EXM_MEMORY_REGION, "theirs-19");
  assert_kept (path, "b", EXM_MEMORY_PROJECT, "mine-19");
}

/* What is gone or broken takes nothing back, and what is written next counts again. */
static void
test_watched_broken (void)
{
  g_autofree char *path = g_build_filename (fixture_folder (), "watched-broken.ini", NULL);
  g_autoptr(ExmAccountMemory) window = exm_account_memory_new (path);
  guint n_changed = 0;

  write_as_cli (path, "a", EXM_MEMORY_PROJECT, "first");
  exm_account_memory_read (window);
  exm_account_memory_watch (window, count_cb, &n_changed);
  g_assert_true (g_file_set_contents (path, "no group here\n", -1, NULL));
  g_assert_cmpint (g_unlink (path), ==, 0);
  write_as_cli (path, "b", EXM_MEMORY_PROJECT, "other");
  wait_for (window, "b", EXM_MEMORY_PROJECT, "other");
  g_assert_cmpuint (n_changed, ==, 1);
}

/* Nobody is called after it was freed, whatever is under way. */
static void
test_watched_freed (void)
{
  g_autofree char *path = g_build_filename (fixture_folder (), "watched-freed.ini", NULL);
  g_autoptr(ExmAccountMemory) other = exm_account_memory_new (path);
  ExmAccountMemory *window = exm_account_memory_new (path);
  guint             n_changed = 0;
  guint             n_other = 0;

  exm_account_memory_watch (window, count_cb, &n_changed);
  exm_account_memory_watch (other, count_cb, &n_other);
  write_as_cli (path, "a", EXM_MEMORY_PROJECT, "first");
  exm_account_memory_free (window);
  wait_for (other, "a", EXM_MEMORY_PROJECT, "first");
  g_assert_cmpuint (n_changed, ==, 0);
  g_assert_cmpuint (n_other, ==, 1);
}

static void
add_tests (void)
{
  g_test_add_func ("/submit/account-memory/watched", test_watched);
  g_test_add_func ("/submit/account-memory/watched-broken", test_watched_broken);
  g_test_add_func ("/submit/account-memory/watched-freed", test_watched_freed);
  g_test_add_func ("/submit/account-memory/two", test_two);
  g_test_add_func ("/submit/account-memory/broken", test_broken);
}

int
main (int   argc,
      char *argv[])
{
  return fixture_main (argc, argv, add_tests);
}
