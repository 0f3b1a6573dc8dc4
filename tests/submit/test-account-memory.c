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

static void
add_tests (void)
{
  g_test_add_func ("/submit/account-memory/two", test_two);
  g_test_add_func ("/submit/account-memory/broken", test_broken);
}

int
main (int   argc,
      char *argv[])
{
  return fixture_main (argc, argv, add_tests);
}
