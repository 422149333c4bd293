/** The host that clients are sent to. */
export const loginHost = "login.microsoftonline.com";

/** Every host of Microsoft Entra. */
export const hosts: readonly string[] = [loginHost, "login.windows.net", "sts.windows.net"];
