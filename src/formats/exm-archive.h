/* exm-archive.h - the archives that people get from their social networks
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * ExmService:
 * @EXM_SERVICE_NONE: no archive
 * @EXM_SERVICE_X: tweets.js of "Download an archive of your data"
 * @EXM_SERVICE_MASTODON: outbox.json (ActivityStreams 2.0)
 * @EXM_SERVICE_BLUESKY: a repository (CAR), or its records as JSON
 * @EXM_SERVICE_REDDIT: posts.csv and comments.csv of a data request, or JSON as the API answers
 * @EXM_SERVICE_FACEBOOK: "Download your information", JSON
 * @EXM_SERVICE_INSTAGRAM: the same, and Threads
 * @EXM_SERVICE_YOUTUBE: comments.csv of Google Takeout
 *
 * What each looks like, and where that is told: tests/formats/fixtures/README.md. What
 * users have to ask for: docs/archives.md.
 */
typedef enum
{
  EXM_SERVICE_NONE,
  EXM_SERVICE_X,
  EXM_SERVICE_MASTODON,
  EXM_SERVICE_BLUESKY,
  EXM_SERVICE_REDDIT,
  EXM_SERVICE_FACEBOOK,
  EXM_SERVICE_INSTAGRAM,
  EXM_SERVICE_YOUTUBE,
} ExmService;

#define EXM_N_SERVICES 8

/**
 * ExmReposts:
 * @EXM_REPOSTS_LEAVE: count them, do not take them
 * @EXM_REPOSTS_TAKE: take them like the user's own posts
 * @EXM_REPOSTS_ONLY: take nothing else, and set nothing aside: what a first import left
 *
 * What is done with posts that others wrote and the user passed on. Where the archive
 * has only their address (Mastodon, Bluesky) they cannot be taken.
 */
typedef enum
{
  EXM_REPOSTS_LEAVE,
  EXM_REPOSTS_TAKE,
  EXM_REPOSTS_ONLY,
} ExmReposts;

/** exm_service_get_name: Returns: (transfer none): its name, the same in all languages ("Mastodon"). */
const char *exm_service_get_name (ExmService service);

/** exm_service_get_id: Returns: (transfer none): its name for command lines ("mastodon"). */
const char *exm_service_get_id (ExmService service);

G_END_DECLS
