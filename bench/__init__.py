"""What measures the speed of builds."""
