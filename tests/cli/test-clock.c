/* test-clock.c - the commands on a computer whose clock is wrong
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-test"

#include "config.h"

#include "cli-run.h"

#include <string.h>

static void
set_clock (const char *off)
{
  cli_setenv ("LD_PRELOAD", off != NULL ? EXM_CLOCK_SHIM : NULL);
  cli_setenv ("EXM_TEST_CLOCK", off);
  /* The sanitizer wants to be the first that is loaded, and need not be. */
  cli_setenv ("ASAN_OPTIONS", off != NULL ? "verify_asan_link_order=0:detect_leaks=0" : NULL);
}

/* A key is good only with the right time: whoever has a wrong one is told that, and by how much. */
static void
test_wrong (void)
{
  static const struct
  {
    const char *off;
    const char *says;
  } cases[] = {
    { "3620", "60 minutes" },
    { "-7220", "120 minutes" },
    { "-315400000", "3650 days" },
    { "315400000", "3650 days" },
  };

  cli_start_practice ("practice-clock");
  cli_add_robot ();
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto(CliResult) jobs = { 0 };

      set_clock (cases[i].off);
      jobs = cli_run ("jobs", "--account", CLI_ROBOT, "--project", "practice-project", NULL);
      set_clock (NULL);
      g_test_message ("R32: clock off by %s s: %s", cases[i].off, jobs.err);
      g_assert_cmpint (jobs.status, ==, 1);
      g_assert_nonnull (strstr (jobs.err, "check the computer’s clock"));
      g_assert_nonnull (strstr (jobs.err, cases[i].says));
    }
  cli_stop_practice ();
}

/* Some minutes are nothing, and a jump in the middle does not matter: what is timed is
 * counted, not read off the clock. */
static void
test_jump (void)
{
  g_autofree char *posts = cli_small ();
  g_auto(CliResult) tuned = { 0 };
  g_auto(CliResult) back = { 0 };

  cli_start_practice ("practice-jump");
  set_clock ("31536000@40");
  tuned = cli_run ("tune", posts, "--account", "practice", "--wait", "--json", NULL);
  set_clock ("-315360000@20");
  back = cli_run ("jobs", "--account", "practice", "--json", NULL);
  set_clock (NULL);
  g_test_message ("R32: %s", tuned.err);
  g_assert_cmpint (tuned.status, ==, 0);
  g_assert_cmpstr (cli_string (exm_json_get_object (tuned.json, "job"), "state"), ==, "JOB_STATE_SUCCEEDED");
  g_assert_cmpint (back.status, ==, 0);
  g_assert_cmpuint (exm_json_array_size (exm_json_get_array (back.json, "jobs")), ==, 1);
  cli_stop_practice ();
}

int
main (int    argc,
      char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  cli_set_up ();
  g_test_add_func ("/cli/clock/wrong", test_wrong);
  g_test_add_func ("/cli/clock/jump", test_jump);
  status = g_test_run ();
  cli_tear_down ();
  return status;
}
