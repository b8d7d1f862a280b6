"""Break-even: what value of a lever meets a target, with what odds, and along which frontier."""
